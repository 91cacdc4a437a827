package dev.florin.wallet.insight;

import dev.florin.common.money.Money;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a wallet, with what is known of its transfer.
 *
 * @param amount below zero is money that left
 * @param service whose service was bought
 * @param recipient the user who was paid
 * @param message to the recipient
 * @param givesBack the transfer that it undoes
 */
record WalletEntry(
        long seq,
        Money amount,
        Instant createdAt,
        UUID transfer,
        String type,
        @Nullable String reference,
        @Nullable String service,
        @Nullable String description,
        @Nullable String recipient,
        @Nullable String message,
        @Nullable UUID givesBack) {
    /** Goes to the owner's own account somewhere else: it is not spent, and would count again when it is. */
    private static final String WITHDRAWAL = "withdrawal";

    /** What it is in the feed, if it is money spent. */
    Optional<FeedItem> spent() {
        if (!amount.isNegative() || type.equals(WITHDRAWAL)) {
            return Optional.empty();
        }
        return Optional.of(new FeedItem(
                transfer.toString(),
                createdAt,
                amount,
                Merchant.of(word(service), word(description), word(recipient), word(reference), type.replace('_', ' ')),
                word(description == null ? message : description),
                FeedItem.Status.BOOKED));
    }

    private static String word(@Nullable String text) {
        // Unlike a statement's, it cannot be refused any more.
        return text == null ? "" : text.replace('\ufffd', '?');
    }
}
