package dev.florin.wallet.external;

import dev.florin.common.problem.Required;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /api/wallet/withdrawals}.
 *
 * @param amount in major units of {@code currency}, a number or a string; more decimals than the asset has are an error
 * @param destination where the money goes, in the rail's words: an address
 * @param rail the way on which it goes; {@code instant} if absent
 */
public record WithdrawalRequest(
        BigDecimal amount,
        String currency,
        String destination,
        @Nullable String rail) {
    private static final int MAX_DESTINATION_LENGTH = 200;

    public WithdrawalRequest {
        Required.field("amount", amount);
        Required.field("currency", currency);
        Required.field("destination", destination);
        Required.atMost(MAX_DESTINATION_LENGTH, "destination", destination);
    }
}
