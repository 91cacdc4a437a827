package dev.florin.escrow.escrow;

import dev.florin.common.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of the timeline.
 *
 * @param number the version that the escrow has after it
 * @param action what was done: {@code created, funded, released} …
 * @param from none for the first one
 * @param amount that was moved; zero if none was
 */
record Transition(
        long number,
        String action,
        String actor,
        @Nullable String reason,
        Escrow.@Nullable State from,
        Escrow.State to,
        Money amount,
        Instant at) {
    static Transition of(Escrow before, Escrow after, String action, String actor, @Nullable String reason) {
        return of(
                before,
                after,
                action,
                actor,
                reason,
                Money.zero(after.agreement().amount().asset()));
    }

    static Transition of(
            Escrow before, Escrow after, String action, String actor, @Nullable String reason, Money amount) {
        return new Transition(
                after.version(), action, actor, reason, before.state(), after.state(), amount, after.updatedAt());
    }

    static Transition first(Escrow escrow) {
        return new Transition(
                escrow.version(),
                "created",
                escrow.agreement().buyer(),
                null,
                null,
                escrow.state(),
                Money.zero(escrow.agreement().amount().asset()),
                escrow.createdAt());
    }
}
