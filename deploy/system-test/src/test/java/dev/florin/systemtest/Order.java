package dev.florin.systemtest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.UUID;

/**
 * A payment that somebody wants.
 *
 * @param memo its message, which no other order has
 */
record Order(String key, Person sender, Person recipient, BigDecimal amount, String memo) {
    /** Every message begins so: none of them may turn up in a log. */
    static final String MEMO_PREFIX = "for your eyes only ";

    static Order of(Person sender, Person recipient, String amount) {
        UUID id = UUID.randomUUID();
        return new Order("key-" + id, sender, recipient, new BigDecimal(amount), MEMO_PREFIX + id);
    }

    JsonNode body() {
        return Json.object()
                .put("recipient_id", recipient.id())
                .put("amount", amount)
                .put("currency", Person.CURRENCY)
                .put("message", memo);
    }

    /** Places it with a system that is up. */
    Answer place() {
        try {
            return sender.attempt(this);
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        }
    }

    /** Whether an answer is this very transfer, whole. */
    boolean isAnsweredBy(JsonNode transfer) {
        return transfer.path("sender_id").asText().equals(sender.id())
                && transfer.path("recipient_id").asText().equals(recipient.id())
                && transfer.path("amount").decimalValue().compareTo(amount) == 0
                && transfer.path("currency").asText().equals(Person.CURRENCY)
                && transfer.path("message").asText().equals(memo)
                && transfer.path("status").asText().equals("completed")
                && transfer.path("balance_after").isNumber()
                && transfer.path("created_at").isTextual();
    }
}
