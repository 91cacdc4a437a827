package dev.florin.escrow.escrow;

import dev.florin.common.problem.Required;
import java.math.BigDecimal;

/**
 * A part of the work with its price.
 *
 * @param milestoneId the parties' own name for it, unique in the escrow
 * @param amount in major units of the escrow's currency
 */
public record Milestone(String milestoneId, String title, BigDecimal amount) {
    private static final int MAX_ID_LENGTH = 64;
    private static final int MAX_TITLE_LENGTH = 200;

    public Milestone {
        Required.field("milestones.milestone_id", milestoneId);
        Required.field("milestones.title", title);
        Required.field("milestones.amount", amount);
        Required.atMost(MAX_ID_LENGTH, "milestones.milestone_id", milestoneId);
        Required.atMost(MAX_TITLE_LENGTH, "milestones.title", title);
    }
}
