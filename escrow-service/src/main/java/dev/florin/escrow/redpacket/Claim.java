package dev.florin.escrow.redpacket;

import dev.florin.common.api.wallet.HoldOrder;
import dev.florin.common.api.wallet.LedgerCommand;
import dev.florin.common.id.Ids;
import dev.florin.common.money.Money;
import dev.florin.common.problem.ProblemType;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A share that somebody took: stored before the ledger is asked, so that whoever finds it open can ask again and close
 * it.
 *
 * @param id of the request that wants it
 * @param share its number in the packet
 * @param refusal why the ledger did not pay it; null unless it is refused
 * @param remaining shares that were left right after it; 0 until it is done
 */
record Claim(
        UUID id,
        UUID packet,
        int share,
        String user,
        Money amount,
        State state,
        @Nullable ProblemType refusal,
        int remaining,
        Instant createdAt,
        @Nullable String trace) {
    /** Where it stands. */
    enum State {
        /** The share is taken; whether it is paid is not known. */
        PENDING,
        DONE,
        /** The share is back. */
        REFUSED;

        static State ofWireName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /** @param left shares, right after it */
    Claim done(int left) {
        return new Claim(id, packet, share, user, amount, State.DONE, null, left, createdAt, trace);
    }

    Claim refused(ProblemType reason) {
        return new Claim(id, packet, share, user, amount, State.REFUSED, reason, 0, createdAt, trace);
    }

    /** What pays it, under the key {@code claim:{id}}. */
    LedgerCommand.Step capture(RedPacket from) {
        HoldOrder.Capture order = new HoldOrder.Capture(
                Ids.derived("claim:" + id),
                "user:" + user,
                amount.major(),
                amount.asset().code(),
                "red_packet_claim",
                from.reference());
        return LedgerCommand.Step.of(new LedgerCommand.Capture(from.hold(), order));
    }
}
