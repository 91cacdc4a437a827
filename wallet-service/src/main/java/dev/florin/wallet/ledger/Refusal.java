package dev.florin.wallet.ledger;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment between people that was refused, for whoever ordered it. The recipient hears nothing of what never reached
 * them: otherwise an empty wallet would do to send messages to strangers.
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
