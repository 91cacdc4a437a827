package dev.florin.common.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What systems outside of Florin have to say about a person's account (seed 002); they send it to the inbox themselves.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface AccountEvent extends FlorinEvent {
    /**
     * How a person's verification stands.
     *
     * @param status {@code pending, approved} or {@code rejected}
     */
    record KycStatus(
            String status,
            @Nullable String tier,
            String message,
            @Nullable String reason) implements AccountEvent {}

    /**
     * A card was used, or something was done to it.
     *
     * @param activity {@code authorized, declined, settled, blocked} …
     * @param lastFour of the card's number; never more of it
     */
    record CardActivity(
            String cardId,
            @Nullable String lastFour,
            String activity,
            @Nullable String merchant,
            @Nullable BigDecimal amount,
            @Nullable String currency,
            String message)
            implements AccountEvent {
        public CardActivity {
            if (lastFour != null && !lastFour.matches("[0-9]{4}")) {
                throw new IllegalArgumentException("last_four is four digits");
            }
        }
    }
}
