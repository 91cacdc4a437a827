package dev.florin.refund.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.api.refund.Refund;
import dev.florin.common.api.refund.RefundBatch;
import dev.florin.common.api.refund.Refundable;
import dev.florin.common.api.refund.Refunded;
import dev.florin.common.json.Json;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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

    /** One alone goes under its own trace; several carry theirs with them. */
    @Override
    public List<Answer> refund(List<RefundBatch.RefundOrder> orders) {
        try {
            return orders.size() == 1 ? List.of(alone(orders.getFirst())) : together(orders);
        } catch (IOException | IllegalArgumentException e) {
            return unknown(orders, String.valueOf(e.getMessage()));
        }
    }

    private Answer alone(RefundBatch.RefundOrder order) throws IOException {
        HttpRequest.Builder request = post(
                REFUNDABLES + "/" + order.kind() + "/" + order.id() + "/refund", new Refund.Order(order.refundId()));
        if (order.traceparent() != null) {
            request.header("traceparent", order.traceparent());
        }
        ServiceClient.Said said = owner.call(request);
        return switch (said.status()) {
            case OK -> given(owner.read(said, Refund.class), order);
            // A proxy in between says 404 as well, but names no problem.
            case NOT_FOUND, CONFLICT, UNPROCESSABLE ->
                refused(
                        said.status(),
                        owner.read(said, JsonNode.class).path("code").asText());
            default -> new Answer.Unknown("answered " + said.status());
        };
    }

    private List<Answer> together(List<RefundBatch.RefundOrder> orders) throws IOException {
        ServiceClient.Said said = owner.call(post(REFUNDABLES + "/refund", new RefundBatch(orders)));
        if (said.status() != OK) {
            return unknown(orders, "answered " + said.status());
        }
        List<RefundBatch.RefundResult> results =
                owner.read(said, RefundBatch.RefundResults.class).results();
        if (results.size() != orders.size()) {
            throw new IOException(name + " answered for " + results.size() + " of " + orders.size());
        }
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < orders.size(); i++) {
            answers.add(answer(orders.get(i), results.get(i)));
        }
        return answers;
    }

    private Answer answer(RefundBatch.RefundOrder order, RefundBatch.RefundResult result) {
        try {
            return switch (result.status()) {
                case OK -> given(result.refund(), order);
                case NOT_FOUND, CONFLICT, UNPROCESSABLE -> refused(result.status(), result.code());
                default -> new Answer.Unknown("answered " + result.status());
            };
        } catch (IOException e) {
            return new Answer.Unknown(String.valueOf(e.getMessage()));
        }
    }

    private static List<Answer> unknown(List<RefundBatch.RefundOrder> orders, String failure) {
        return Collections.nCopies(orders.size(), new Answer.Unknown(failure));
    }

    private HttpRequest.Builder post(String path, Object body) throws IOException {
        return owner.request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.mapper().writeValueAsBytes(body)));
    }

    /** It counts as the owner's word only if it names its problem. */
    private static Answer refused(int status, @Nullable String code) {
        if (code == null || code.isEmpty() || code.length() > MAX_CODE_LENGTH) {
            return new Answer.Unknown("answered " + status + " without a code");
        }
        return new Answer.Refused(code, status != UNPROCESSABLE && !isPassing(code));
    }

    /** Somebody else's request for the same thing is under way. */
    private static boolean isPassing(String code) {
        return code.equals("idempotency-in-progress");
    }

    // What comes off the wire may lack anything, whatever the types say.
    @SuppressWarnings("ConstantValue")
    private Answer given(@Nullable Refund refund, RefundBatch.RefundOrder order) throws IOException {
        if (refund == null || !order.kind().equals(refund.kind()) || !order.id().equals(refund.id())) {
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
