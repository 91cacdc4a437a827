package dev.florin.wallet.alert;

import dev.florin.common.id.Ids;
import dev.florin.common.money.Money;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A movement that somebody should look at (seed 004, 3.1).
 *
 * @param owner whose wallet it is
 * @param transfer the movement that raised it
 * @param amount what left the wallet; for {@link Kind#NEGATIVE_BALANCE} what is in it
 * @param threshold that was passed; only for {@link Kind#LARGE_DEDUCTION}
 * @param count of movements; only for {@link Kind#RAPID_TRANSACTIONS}
 */
public record Alert(
        UUID id,
        Kind kind,
        String owner,
        UUID account,
        UUID transfer,
        Money amount,
        @Nullable Money threshold,
        @Nullable Integer count,
        Instant createdAt) {
    /** Why. */
    public enum Kind {
        LARGE_DEDUCTION,
        RAPID_TRANSACTIONS,
        NEGATIVE_BALANCE;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException if there is none */
        public static Kind ofWireName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /** One movement raises an alert of a kind for a wallet once, however often it is looked at. */
    static UUID id(Kind kind, UUID transfer, UUID account) {
        return Ids.derived("alert", kind.wireName(), transfer.toString(), account.toString());
    }
}
