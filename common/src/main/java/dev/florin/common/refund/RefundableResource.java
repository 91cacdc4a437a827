package dev.florin.common.refund;

import dev.florin.common.api.refund.Refund;
import dev.florin.common.api.refund.RefundBatch;
import dev.florin.common.api.refund.Refundable;
import dev.florin.common.api.refund.Refunded;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.Problem;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import dev.florin.common.trace.TraceFilter;
import dev.florin.common.trace.TraceParent;
import io.quarkus.arc.properties.IfBuildProperty;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What is due back, for refund-service; only in services that say {@code florin.refundables=true}. */
@IfBuildProperty(name = "florin.refundables", stringValue = "true")
@Path("/internal/refundables")
@RolesAllowed(Caller.SERVICE)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class RefundableResource {
    private final RefundableService refundables;

    RefundableResource(RefundableService refundables) {
        this.refundables = refundables;
    }

    /**
     * What is due, oldest first.
     *
     * @param limit 1 to 500
     * @param dueAfter only what fell due then or later (RFC 3339, in UTC): so whoever cannot give the oldest back looks
     *     behind them
     * @param dueBefore only what falls due until then; now if absent
     */
    @GET
    @Operation(summary = "List what is due back, oldest first")
    public Refundable.Due due(
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("due_after") @Nullable String dueAfter,
            @QueryParam("due_before") @Nullable String dueBefore) {
        if (limit < 1 || limit > Refundable.Due.MAX_ITEMS) {
            throw Required.invalid("limit", "is between 1 and " + Refundable.Due.MAX_ITEMS);
        }
        return new Refundable.Due(
                refundables.due(Required.time("due_after", dueAfter), Required.time("due_before", dueBefore), limit));
    }

    /**
     * What was given back, oldest first.
     *
     * @param since only what was given back then or later (RFC 3339, in UTC); from the beginning if absent
     * @param cursor where the last page ended; it counts instead of {@code since}
     * @param limit 1 to 500
     */
    @GET
    @Path("refunded")
    @Operation(summary = "List what was given back, oldest first")
    public Refunded.Page refunded(
            @QueryParam("since") @Nullable String since,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        TimeCursor.requireLimit(limit);
        Instant from = Required.time("since", since);
        return refundables.refunded(TimeCursor.upwards(from == null ? Instant.EPOCH : from, cursor), limit);
    }

    /** Gives the money back: 200 with what was given back, also every time again, and under every other refund_id. */
    @POST
    @Path("{kind}/{id}/refund")
    @Operation(summary = "Give back the money of one thing that is due; a repeat pays nothing")
    @Consumes(MediaType.APPLICATION_JSON)
    public Refund refund(
            @PathParam("kind") String kind,
            @PathParam("id") UUID id,
            Refund.Order order,
            @Context RoutingContext http) {
        Required.field("body", order);
        requireName("refund_id", order.refundId());
        return refundables.refund(
                kind,
                new RefundableSource.Order(
                        id, order.refundId(), TraceFilter.of(http).toString()));
    }

    /**
     * Gives back the money of several things, each as if it were asked for alone: 200 with what became of each. If it
     * fails as a whole, some may have been given back; a repeat answers the same for them.
     */
    @POST
    @Path("refund")
    @Operation(
            summary = "Give back the money of several things, each as if asked for alone",
            description = "200 also if some are refused: each has its own result.")
    @Consumes(MediaType.APPLICATION_JSON)
    public RefundBatch.RefundResults refundAll(RefundBatch batch, @Context RoutingContext http) {
        Required.field("body", batch);
        Required.field("items", batch.items());
        List<RefundBatch.RefundOrder> items = batch.items();
        if (items.isEmpty() || items.size() > RefundBatch.MAX_ITEMS) {
            throw Required.invalid("items", "are 1 to " + RefundBatch.MAX_ITEMS);
        }
        String trace = TraceFilter.of(http).toString();
        List<RefundBatch.RefundOrder> orders = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            orders.add(valid("items[" + i + "]", items.get(i), trace));
        }
        return new RefundBatch.RefundResults(refundables.refund(orders));
    }

    private static RefundBatch.RefundOrder valid(String place, RefundBatch.RefundOrder order, String trace) {
        Required.field(place, order);
        Required.field(place + ".kind", order.kind());
        Required.field(place + ".id", order.id());
        requireName(place + ".refund_id", order.refundId());
        String traceparent = order.traceparent();
        return new RefundBatch.RefundOrder(
                order.kind(),
                order.id(),
                order.refundId(),
                traceparent == null ? trace : TraceParent.continued(traceparent).toString());
    }

    private static void requireName(String field, String refundId) {
        Required.field(field, refundId);
        Required.atMost(Refund.Order.MAX_ID_LENGTH, field, refundId);
    }
}
