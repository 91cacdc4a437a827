package dev.florin.wallet.ledger;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment that was refused because of a limit. Amounts in minor units.
 *
 * @param id of the payment that did not happen
 * @param allowed by the limit
 * @param spent of it before
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LimitBreach(
        UUID id,
        UUID account,
        String owner,
        String asset,
        Limits.Kind limit,
        BigInteger amount,
        BigInteger allowed,
        BigInteger spent,
        Instant at,
        @Nullable String traceparent)
        implements Story {}
