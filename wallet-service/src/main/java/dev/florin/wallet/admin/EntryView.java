package dev.florin.wallet.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.wallet.ledger.Entry;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of an account.
 *
 * @param seq its number in the account, without gaps
 * @param amount in major units of {@code currency}; negative for a debit
 * @param balanceAfter what was posted on the account after it
 * @param reference the orderer's own name for the movement
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EntryView(
        long seq,
        UUID transferId,
        String type,
        BigDecimal amount,
        String currency,
        BigDecimal balanceAfter,
        @Nullable String reference,
        Instant createdAt) {
    static EntryView of(Entry entry) {
        return new EntryView(
                entry.seq(),
                entry.transferId(),
                entry.type(),
                entry.amount().major(),
                entry.amount().asset().code(),
                entry.balanceAfter().major(),
                entry.reference(),
                entry.createdAt());
    }
}
