package dev.florin.escrow.redpacket;

import dev.florin.common.api.wallet.HoldOrder;
import dev.florin.common.api.wallet.LedgerCommand;
import dev.florin.common.id.Ids;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A red packet as it is stored, and what may be done with it.
 *
 * @param recipients who may claim; empty means everybody who knows the id
 * @param refusal why there is no money in it; null unless it is refused
 * @param claimed what claimers have
 * @param claimedCount how many they are
 * @param closedAt since when it is over, and what is left is due back
 * @param trace of the request that made it
 */
record RedPacket(
        UUID id,
        String sender,
        Money total,
        int packetCount,
        Mode mode,
        @Nullable String message,
        List<String> recipients,
        State state,
        @Nullable ProblemType refusal,
        Money claimed,
        int claimedCount,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant closedAt,
        @Nullable Refunded refunded,
        @Nullable String trace) {
    RedPacket {
        recipients = List.copyOf(recipients);
    }

    /** How shares are cut. */
    enum Mode {
        EQUAL,
        RANDOM;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} */
        static Mode ofWireName(String name) {
            return switch (name) {
                case "equal" -> EQUAL;
                case "random" -> RANDOM;
                default -> throw Required.invalid("mode", "is equal or random");
            };
        }
    }

    /** Where it stands. */
    enum State {
        /** Its money is not set aside yet; only the sender knows of it. */
        FUNDING,
        /** It can be claimed. */
        ACTIVE,
        /** Every share is claimed. */
        COMPLETED,
        EXPIRED,
        CANCELLED,
        /** There was no money for it. */
        REFUSED;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State ofWireName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /** @param id under which its refund was asked for first */
    record Refunded(String id, Instant at) {}

    /** The state by the clock: being over does not wait for the job. */
    State stateAt(Instant now) {
        return state == State.ACTIVE && !now.isBefore(expiresAt) ? State.EXPIRED : state;
    }

    /** With one more claim paid; the last one completes it. */
    RedPacket with(Claim claim, Instant now) {
        boolean isLast = claimedCount + 1 == packetCount;
        return new RedPacket(
                id,
                sender,
                total,
                packetCount,
                mode,
                message,
                recipients,
                isLast ? State.COMPLETED : state,
                refusal,
                claimed.plus(claim.amount()),
                claimedCount + 1,
                createdAt,
                expiresAt,
                isLast ? now : closedAt,
                refunded,
                trace);
    }

    int remaining() {
        return packetCount - claimedCount;
    }

    /** What nobody claimed. */
    Money rest() {
        return total.minus(claimed);
    }

    /** Whether somebody may know of it: its sender, and whoever may claim it. */
    boolean isVisibleTo(String user) {
        boolean exists = state != State.FUNDING && state != State.REFUSED;
        return user.equals(sender) || (exists && (recipients.isEmpty() || recipients.contains(user)));
    }

    /**
     * @throws FlorinException {@link ProblemType#SAME_ACCOUNT} for the sender, whose money it is already;
     *     {@link ProblemType#RED_PACKET_EMPTY}, {@link ProblemType#RED_PACKET_EXPIRED},
     *     {@link ProblemType#RED_PACKET_NOT_OPEN}
     */
    void requireClaimable(String user, Instant now) {
        if (user.equals(sender)) {
            throw new FlorinException(ProblemType.SAME_ACCOUNT, "You cannot claim a share of your own red packet.");
        }
        requireOpen(now);
    }

    /** @throws FlorinException as {@link #requireClaimable} */
    void requireOpen(Instant now) {
        switch (stateAt(now)) {
            case ACTIVE -> {}
            case COMPLETED -> throw empty();
            case EXPIRED ->
                throw new FlorinException(ProblemType.RED_PACKET_EXPIRED, "The time of this red packet is over.");
            case CANCELLED ->
                throw new FlorinException(ProblemType.RED_PACKET_NOT_OPEN, "Its sender took this red packet back.");
            case FUNDING, REFUSED ->
                throw new FlorinException(ProblemType.RED_PACKET_NOT_OPEN, "There is no money in this red packet.");
        }
    }

    /** The refusal of who comes after the last share. */
    static FlorinException empty() {
        return new FlorinException(ProblemType.RED_PACKET_EMPTY, "Every share of this red packet is taken.");
    }

    /** Whether its rest is to go back to the sender, provided that no claim is under way. */
    boolean isDue() {
        return (state == State.EXPIRED || state == State.CANCELLED) && refunded == null && rest().isPositive();
    }

    /** What its money is called at the ledger. */
    String reference() {
        return "red_packet:" + id;
    }

    /** The hold with its money; the same for whoever asks. */
    UUID hold() {
        return Ids.derived("hold", reference());
    }

    /**
     * What sets its money aside. Its time is kept here, not by the hold, whose money must last for claims under way.
     */
    LedgerCommand.Step reserve() {
        return LedgerCommand.Step.of(new HoldOrder(
                hold(), "user:" + sender, total.major(), total.asset().code(), reference(), null));
    }
}
