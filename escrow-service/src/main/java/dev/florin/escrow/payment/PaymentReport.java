package dev.florin.escrow.payment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.json.Json;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the provider says happened, in Razorpay's words.
 *
 * @param event its type; may be one that is not known here
 * @param order as the provider wrote it; perhaps none of ours
 * @param minorAmount in minor units of {@code currency}
 * @param reason why it failed
 */
record PaymentReport(
        String event,
        @Nullable String order,
        @Nullable String payment,
        @Nullable Long minorAmount,
        @Nullable String currency,
        @Nullable String reason) {
    /** Everything of ours is shorter: what is cut off was none of ours before. */
    private static final int MAX_LENGTH = 200;

    /** What is understood. */
    enum Type {
        AUTHORIZED("payment.authorized"),
        CAPTURED("payment.captured"),
        FAILED("payment.failed"),
        ORDER_PAID("order.paid"),
        REFUNDED("refund.processed");

        private final String event;

        Type(String event) {
            this.event = event;
        }
    }

    /**
     * Reads a body; whatever is missing in it is missing in the report.
     *
     * @throws FlorinException {@link ProblemType#MALFORMED_JSON} unless it is a JSON object with an event
     */
    static PaymentReport read(byte[] body) {
        JsonNode json = parsed(body);
        String event = text(json.path("event"));
        if (event == null) {
            throw malformed();
        }
        JsonNode order = entity(json, "order");
        JsonNode payment = entity(json, "payment");
        JsonNode refund = entity(json, "refund");
        JsonNode money = event.equals(Type.REFUNDED.event) ? refund : payment;
        return new PaymentReport(
                event,
                first(payment.path("order_id"), order.path("id")),
                first(payment.path("id"), refund.path("payment_id")),
                amount(money.path("amount")),
                text(money.path("currency")),
                text(payment.path("error_description")));
    }

    /** Empty for an event that says nothing about our money. */
    Optional<Type> type() {
        return Arrays.stream(Type.values())
                .filter(type -> type.event.equals(event))
                .findFirst();
    }

    private static JsonNode parsed(byte[] body) {
        try {
            return Json.mapper().readTree(body);
        } catch (IOException e) {
            throw malformed();
        }
    }

    private static FlorinException malformed() {
        return new FlorinException(ProblemType.MALFORMED_JSON, "The body could not be read as a payment event.");
    }

    private static JsonNode entity(JsonNode json, String name) {
        return json.path("payload").path(name).path("entity");
    }

    private static @Nullable String first(JsonNode node, JsonNode other) {
        String text = text(node);
        return text == null ? text(other) : text;
    }

    private static @Nullable Long amount(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : null;
    }

    /** Text that can be stored; what could not, is no name of anything. */
    private static @Nullable String text(JsonNode node) {
        String text = node.textValue();
        if (text == null || text.isEmpty()) {
            return null;
        }
        return text.substring(0, Math.min(MAX_LENGTH, text.length())).replaceAll("[\\x00\\p{Cs}]", "?");
    }
}
