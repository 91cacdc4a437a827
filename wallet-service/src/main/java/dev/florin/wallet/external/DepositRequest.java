package dev.florin.wallet.external;

import dev.florin.common.problem.Required;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /api/wallet/deposits}.
 *
 * @param amount in major units of {@code currency}, a number or a string
 * @param rail the way on which the money comes; {@code instant} if absent
 */
public record DepositRequest(
        BigDecimal amount, String currency, @Nullable String rail) {
    public DepositRequest {
        Required.field("amount", amount);
        Required.field("currency", currency);
    }
}
