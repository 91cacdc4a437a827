package dev.florin.wallet.ledger;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment between people that was refused. Its recipient hears of it, but not the message that it should have
 * carried: otherwise an empty wallet would do to write to strangers.
 *
 * @param amount in minor units
 * @param reason code of the refusal
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Refusal(
        UUID id,
        String sender,
        String recipient,
        String asset,
        BigInteger amount,
        String reason,
        Instant at,
        @Nullable String traceparent)
        implements Story {}
