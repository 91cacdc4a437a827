package dev.florin.refund.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.api.refund.Refund;
import dev.florin.common.api.refund.Refundable;
import dev.florin.common.api.refund.Refunded;
import dev.florin.common.json.Json;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An owner that speaks the refundables contract over REST: all of them do. */
final class OwnerClient implements RefundSource {
    private static final String REFUNDABLES = "/internal/refundables";
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;
    private static final int OK = 200;
    private static final int MAX_CODE_LENGTH = 64;

    private final String name;
    private final ServiceClient owner;

    OwnerClient(String name, ServiceClient owner) {
        this.name = name;
        this.owner = owner;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Refundable> due(@Nullable Instant after, int limit) throws IOException {
        String from = after == null ? "" : "&due_after=" + Json.text(after);
        return owner.get(REFUNDABLES + "?limit=" + limit + from, Refundable.Due.class)
                .items();
    }

    @Override
    public Refunded.Page refunded(Instant since, @Nullable String cursor, int limit) throws IOException {
        return owner.get(REFUNDABLES + "/refunded" + ServiceClient.part(since, cursor, limit), Refunded.Page.class);
    }

    @Override
    public Answer refund(String kind, UUID id, UUID refundId, String traceparent) {
        try {
            String order = Json.mapper().writeValueAsString(new Refund.Order(refundId.toString()));
            ServiceClient.Said said = owner.call(owner.request(REFUNDABLES + "/" + kind + "/" + id + "/refund")
                    .header("Content-Type", "application/json")
                    .header("traceparent", traceparent)
                    .POST(HttpRequest.BodyPublishers.ofString(order)));
            return switch (said.status()) {
                case OK -> given(owner.read(said, Refund.class), kind, id);
                case NOT_FOUND, CONFLICT -> refused(said, true);
                case UNPROCESSABLE -> refused(said, false);
                default -> new Answer.Unknown("answered " + said.status());
            };
        } catch (IOException | IllegalArgumentException e) {
            return new Answer.Unknown(String.valueOf(e.getMessage()));
        }
    }

    /** A 404 or 409 counts as the owner's word only if it names its problem: a proxy in between says 404 as well. */
    private Answer refused(ServiceClient.Said said, boolean isFinal) throws IOException {
        JsonNode problem = owner.read(said, JsonNode.class);
        String code = problem.path("code").asText();
        return code.isEmpty() || code.length() > MAX_CODE_LENGTH
                ? new Answer.Unknown("answered " + said.status() + " without a code")
                : new Answer.Refused(code, isFinal && !isPassing(code));
    }

    /** Somebody else's request for the same thing is under way. */
    private static boolean isPassing(String code) {
        return code.equals("idempotency-in-progress");
    }

    // What comes off the wire may lack anything, whatever the types say.
    @SuppressWarnings("ConstantValue")
    private Answer given(Refund refund, String kind, UUID id) throws IOException {
        if (!kind.equals(refund.kind()) || !id.equals(refund.id())) {
            throw new IOException(name + " answered for another thing");
        }
        if (refund.amount() == null || refund.currency() == null) {
            throw new IOException(name + " does not say how much it gave back");
        }
        try {
            Asset asset = Asset.of(refund.currency());
            return new Answer.Given(
                    Money.positive(refund.amount(), asset),
                    refund.description(),
                    refund.transactionId(),
                    refund.balanceAfter() == null ? null : Money.of(refund.balanceAfter(), asset));
        } catch (FlorinException e) {
            throw new IOException(name + " answered with an amount that cannot be: " + e.detail(), e);
        }
    }
}
