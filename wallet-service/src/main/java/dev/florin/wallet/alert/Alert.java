package dev.florin.wallet.alert;

import dev.florin.common.event.AlertEvent;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.id.Ids;
import dev.florin.common.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A movement that somebody should look at (seed 004, 3.1).
 *
 * @param owner whose wallet it is
 * @param transfer the movement that raised it
 * @param amount what left the wallet, or came; for {@link Kind#NEGATIVE_BALANCE} what is in it
 * @param threshold that was passed; only for {@link Kind#LARGE_DEDUCTION}
 * @param count of movements in all wallets of the owner; only for {@link Kind#RAPID_TRANSACTIONS}
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

    /**
     * With an entry a user's transactions became rapid.
     *
     * @param count within the window
     */
    static Alert rapid(String owner, UserEntry entry, int count) {
        return new Alert(
                id(Kind.RAPID_TRANSACTIONS, entry.transfer(), entry.account()),
                Kind.RAPID_TRANSACTIONS,
                owner,
                entry.account(),
                entry.transfer(),
                entry.amount(),
                null,
                count,
                entry.at());
    }

    /** One movement raises an alert of a kind for a wallet once, however often it is looked at. */
    static UUID id(Kind kind, UUID transfer, UUID account) {
        return Ids.derived("alert", kind.wireName(), transfer.toString(), account.toString());
    }

    /** What a client may subscribe to. */
    public String topic() {
        return "alerts:" + owner;
    }

    /**
     * What is told of it.
     *
     * @param window in which movements are counted
     */
    FlorinEvent event(Duration window) {
        String alert = id.toString();
        String wallet = account.toString();
        String transaction = transfer.toString();
        String currency = amount.asset().code();
        return switch (kind) {
            case LARGE_DEDUCTION ->
                new AlertEvent.LargeDeduction(
                        alert,
                        owner,
                        wallet,
                        transaction,
                        amount.major(),
                        Objects.requireNonNull(threshold).major(),
                        currency,
                        amount + " left the wallet at once.");
            case RAPID_TRANSACTIONS ->
                new AlertEvent.RapidTransactions(
                        alert,
                        owner,
                        wallet,
                        transaction,
                        Objects.requireNonNull(count),
                        window.toSeconds(),
                        currency,
                        count + " movements within " + text(window) + ".");
            case NEGATIVE_BALANCE ->
                new AlertEvent.NegativeBalance(
                        alert, owner, wallet, transaction, amount.major(), currency, "The balance is " + amount + ".");
        };
    }

    private static String text(Duration window) {
        return window.toSecondsPart() == 0 ? window.toMinutes() + " minutes" : window.toSeconds() + " seconds";
    }
}
