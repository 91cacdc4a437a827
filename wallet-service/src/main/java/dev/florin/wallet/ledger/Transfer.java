package dev.florin.wallet.ledger;

import dev.florin.common.id.Ids;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One movement of money, or the final refusal of one, as the ledger keeps it for ever.
 *
 * @param outcome where it stands on both accounts, or why it was refused
 * @param traceId of the request that ordered it
 */
public record Transfer(
        Order order, Outcome outcome, @Nullable UUID traceId, Instant createdAt) {

    /**
     * What was asked for.
     *
     * @param id moves money once, whatever repeats
     * @param debit the account that pays
     * @param credit the account that receives
     * @param type what kind of movement: {@code p2p}, {@code deposit} …
     * @param reference the orderer's own name for it
     * @param metadata JSON, kept and shown with it
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
            UUID fingerprint) {
        /** @throws FlorinException {@link ProblemType#SAME_ACCOUNT}: money cannot go from an account to itself */
        public Order {
            if (debit.equals(credit)) {
                throw new FlorinException(ProblemType.SAME_ACCOUNT, "Money cannot go from an account to itself.");
            }
            requireStorable(type);
            requireStorable(reference);
            requireStorable(metadata);
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
            UUID fingerprint = Ids.derived(
                    debit.toString(),
                    credit.toString(),
                    amount.toString(),
                    type,
                    String.valueOf(reference),
                    String.valueOf(metadata));
            return new Order(id, debit, credit, amount, type, reference, metadata, fingerprint);
        }
    }

    /** PostgreSQL stores any character but one. */
    private static void requireStorable(@Nullable String text) {
        if (text != null && (text.indexOf('\0') >= 0 || text.contains("\\u0000"))) {
            throw new FlorinException(ProblemType.INVALID_REQUEST, "Text must not contain the character U+0000.");
        }
    }

    /** What became of it. */
    public sealed interface Outcome {}

    /** It happened. */
    public record Posted(Posting debit, Posting credit) implements Outcome {}

    /** It will never happen. */
    public record Refused(ProblemType reason) implements Outcome {}

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
