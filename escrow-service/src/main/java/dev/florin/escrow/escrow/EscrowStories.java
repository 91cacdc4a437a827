package dev.florin.escrow.escrow;

import dev.florin.common.event.EscrowEvent;
import dev.florin.common.event.FlorinEvent;
import dev.florin.escrow.event.Story;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the parties, and of disputes the operators, are told. */
final class EscrowStories {
    private final List<String> operators;

    EscrowStories(List<String> operators) {
        this.operators = List.copyOf(operators);
    }

    /**
     * What one transition tells: how the escrow stands, its new state if it has one, and more if there is more. What
     * operators are told is a story of its own, for who is told under an escrow's topic may follow that escrow.
     */
    List<Story> of(
            Escrow after,
            Transition transition,
            @Nullable String milestone,
            @Nullable String trace,
            List<FlorinEvent> more) {
        List<String> parties =
                List.of(after.agreement().buyer(), after.agreement().seller());
        List<Story.Told> told = new ArrayList<>();
        told.add(Story.Told.of(update(after, transition, milestone), parties));
        if (transition.from() != null && transition.from() != transition.to()) {
            told.add(Story.Told.of(
                    new EscrowEvent.StatusChange(
                            after.id().toString(),
                            transition.from().name(),
                            transition.to().name(),
                            transition.actor(),
                            transition.reason()),
                    parties));
        }
        more.forEach(event -> told.add(Story.Told.of(event, parties)));
        List<Story> stories = new ArrayList<>();
        stories.add(new Story("escrow:" + after.id(), transition.at(), trace, told));
        List<String> others =
                operators.stream().filter(user -> !parties.contains(user)).toList();
        List<FlorinEvent> disputes =
                more.stream().filter(EscrowStories::isOfDispute).toList();
        if (!others.isEmpty() && !disputes.isEmpty()) {
            List<Story.Told> toOperators =
                    disputes.stream().map(event -> Story.Told.of(event, others)).toList();
            stories.add(new Story(Story.OPERATORS, transition.at(), trace, toOperators));
        }
        return stories;
    }

    private static EscrowEvent.EscrowUpdate update(Escrow escrow, Transition transition, @Nullable String milestone) {
        Funds funds = escrow.funds();
        return new EscrowEvent.EscrowUpdate(
                escrow.id().toString(),
                transition.action(),
                escrow.state().name(),
                escrow.agreement().buyer(),
                escrow.agreement().seller(),
                escrow.agreement().amount().major(),
                funds.held().major(),
                funds.released().major(),
                funds.refunded().major(),
                funds.fee().major(),
                escrow.agreement().amount().asset().code(),
                transition.actor(),
                milestone,
                transition.reason());
    }

    private static boolean isOfDispute(FlorinEvent event) {
        return event instanceof EscrowEvent.DisputeRaised || event instanceof EscrowEvent.DisputeResolved;
    }
}
