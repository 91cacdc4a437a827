package dev.florin.wallet.ledger;

import dev.florin.common.id.Ids;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import dev.florin.common.trace.TraceParent;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One movement of money, or the final refusal of one, as the ledger keeps it for ever.
 *
 * @param outcome where it stands on both accounts, or why it was refused
 * @param traceId of the request that ordered it
 */
public record Transfer(
        Order order, Outcome outcome, @Nullable UUID traceId, Instant createdAt) {
    /** The type of a payment from person to person. */
    public static final String P2P = "p2p";

    /** The type of money that comes in over a rail. */
    public static final String DEPOSIT = "deposit";

    /** The type of what an administrator puts right. */
    public static final String ADJUSTMENT = "adjustment";

    /** The type of money that goes out over a rail. */
    public static final String WITHDRAWAL = "withdrawal";

    /** The type of money that is given back to who paid it. */
    public static final String REFUND = "refund";

    /** How the type of a refund ends that another product gives in its own words: {@code verification_refund}. */
    private static final String OTHER_REFUND = "_refund";

    private static final Set<String> OURS = Set.of(P2P, DEPOSIT, WITHDRAWAL, ADJUSTMENT, Movement.HOLD);
    private static final Pattern TYPE = Pattern.compile("[a-z0-9_]{1,40}");

    /** Whether movements of this type give money back. */
    public static boolean isRefund(String type) {
        return type.equals(REFUND) || type.endsWith(OTHER_REFUND);
    }

    /**
     * Checks the type of a movement that another service orders.
     *
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST} if it is malformed, or has a meaning of its own here
     */
    public static void requireForeign(String type) {
        if (!TYPE.matcher(type).matches() || OURS.contains(type)) {
            throw Required.invalid("type", "has 1 to 40 of the characters a-z, 0-9 and _, and is none of " + OURS);
        }
    }

    /**
     * What was asked for.
     *
     * @param id moves money once, whatever repeats
     * @param debit the account that pays
     * @param credit the account that receives
     * @param type what kind of movement: {@code p2p}, {@code deposit} …
     * @param reference the orderer's own name for it
     * @param metadata JSON, kept and shown with it
     * @param spends whether it counts against the limits of who pays
     * @param givesBack the payment that it undoes, which then no longer counts
     * @param fingerprint tells a repeat of this order from another order under the same id
     */
    public record Order(
            UUID id,
            UUID debit,
            UUID credit,
            Money amount,
            String type,
            @Nullable String reference,
            @Nullable String metadata,
            boolean spends,
            @Nullable UUID givesBack,
            UUID fingerprint) {
        /** @throws FlorinException {@link ProblemType#SAME_ACCOUNT}: money cannot go from an account to itself */
        public Order {
            if (debit.equals(credit)) {
                throw new FlorinException(ProblemType.SAME_ACCOUNT, "Money cannot go from an account to itself.");
            }
            Required.storable(type);
            Required.storable(reference);
            requireStorableJson(metadata);
        }

        /** An order with the fingerprint of everything in it. */
        public static Order of(
                UUID id,
                UUID debit,
                UUID credit,
                Money amount,
                String type,
                @Nullable String reference,
                @Nullable String metadata) {
            return of(id, debit, credit, amount, type, reference, metadata, "");
        }

        /** The order of a capture: the same payment out of another hold is another order. */
        public static Order ofCapture(
                UUID id, UUID hold, UUID debit, UUID credit, Money amount, String type, @Nullable String reference) {
            return of(id, debit, credit, amount, type, reference, null, hold.toString());
        }

        /** The same, counted against the limits of who pays. */
        public Order asSpending() {
            return new Order(id, debit, credit, amount, type, reference, metadata, true, givesBack, fingerprint);
        }

        /** The same, as the way back of the whole of a payment, which no longer counts against limits. */
        public Order givingBack(UUID payment) {
            return new Order(id, debit, credit, amount, type, reference, metadata, spends, payment, fingerprint);
        }

        /** What of it counts, in minor units. */
        BigInteger spent() {
            return spends ? amount.minor() : BigInteger.ZERO;
        }

        private static Order of(
                UUID id,
                UUID debit,
                UUID credit,
                Money amount,
                String type,
                @Nullable String reference,
                @Nullable String metadata,
                String hold) {
            UUID fingerprint = Ids.derived(
                    debit.toString(),
                    credit.toString(),
                    amount.toString(),
                    type,
                    word(reference),
                    word(metadata),
                    hold);
            return new Order(id, debit, credit, amount, type, reference, metadata, false, null, fingerprint);
        }
    }

    /** JSON can also hide U+0000 behind its escape: an odd number of backslashes, not a text about one. */
    private static final Pattern ESCAPED_NUL = Pattern.compile("(?<!\\\\)(\\\\\\\\)*\\\\u0000");

    private static void requireStorableJson(@Nullable String json) {
        Required.storable(json);
        if (json != null && json.contains("u0000") && ESCAPED_NUL.matcher(json).find()) {
            throw new FlorinException(ProblemType.INVALID_REQUEST, "Text must not contain U+0000.");
        }
    }

    /** A word for a fingerprint: nothing is something else than any text. */
    private static String word(@Nullable String text) {
        return text == null ? "" : "=" + text;
    }

    /** What became of it. */
    public sealed interface Outcome {}

    /** It happened. */
    public record Posted(Posting debit, Posting credit) implements Outcome {}

    /** It will never happen. */
    public record Refused(ProblemType reason) implements Outcome {}

    /** The refusal of an order. */
    static Transfer refused(Order order, ProblemType reason, @Nullable String traceparent, Instant now) {
        return new Transfer(order, new Refused(reason), traceId(traceparent), now);
    }

    static @Nullable UUID traceId(@Nullable String traceparent) {
        return traceparent == null ? null : TraceParent.continued(traceparent).asUuid();
    }

    /**
     * A place in an account.
     *
     * @param seq number of the entry in its account, without gaps
     * @param balanceAfter minor units posted on the account after it
     */
    public record Posting(long seq, BigInteger balanceAfter) {}

    public UUID id() {
        return order.id();
    }

    public Money amount() {
        return order.amount();
    }

    public Optional<ProblemType> refusal() {
        return outcome instanceof Refused refused ? Optional.of(refused.reason()) : Optional.empty();
    }

    /**
     * The balance of one of its two accounts right after it.
     *
     * @throws IllegalStateException if it was refused
     */
    public Money balanceAfter(UUID account) {
        return switch (outcome) {
            case Posted posted ->
                Money.ofMinor(
                        (account.equals(order.debit()) ? posted.debit() : posted.credit()).balanceAfter(),
                        order.amount().asset());
            case Refused _ -> throw new IllegalStateException("refused transfers have no balance after them");
        };
    }
}
