package dev.florin.wallet.ledger;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Money that moved, or was set aside. Amounts in minor units.
 *
 * @param id of the transfer, or of the hold
 * @param type of the transfer; {@code hold} when only a reservation changed
 * @param amount moved or newly reserved; zero when a hold was released
 * @param message from the payer to the receiver
 * @param about what else its owners are told about it
 * @param traceparent the trace of the request behind it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Movement(
        UUID id,
        String type,
        String asset,
        BigInteger amount,
        @Nullable String message,
        @Nullable About about,
        Instant at,
        @Nullable String traceparent,
        Side debit,
        @Nullable Side credit)
        implements Story {

    /** The type of a movement that only changed what is set aside. */
    public static final String HOLD = "hold";

    /**
     * What a movement was about, beyond its type.
     *
     * @param what it was for, in words that go on after "deducted for"
     * @param link where a client shows more of it
     * @param rail over which it came or went
     * @param announced whether its owners were told of it before it happened: then only its end is news
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record About(
            @Nullable String what,
            @Nullable String link,
            @Nullable Rail rail,
            @Nullable Boolean announced) {
        /** A movement that was ordered for later. */
        public static final About ANNOUNCED = new About(null, null, null, true);

        public boolean wasAnnounced() {
            return Boolean.TRUE.equals(announced);
        }

        public static About thing(String what, String link) {
            return new About(what, link, null, null);
        }

        public static About rail(String name, UUID transaction, @Nullable String hash) {
            return new About(null, null, new Rail(name, transaction, hash), null);
        }
    }

    /**
     * The way to or from the outside world.
     *
     * @param transaction the id of the deposit or the withdrawal
     * @param hash the rail's own name for it
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Rail(
            String name, UUID transaction, @Nullable String hash) {}

    /**
     * One of the accounts, as it stood right after the movement.
     *
     * @param seq number of its last entry
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Side(
            UUID account, String owner, Account.Kind kind, BigInteger posted, BigInteger held, long version, long seq) {
        static Side of(Account account) {
            return new Side(
                    account.id(),
                    account.owner(),
                    account.kind(),
                    account.posted(),
                    account.held(),
                    account.version(),
                    account.seq());
        }
    }
}
