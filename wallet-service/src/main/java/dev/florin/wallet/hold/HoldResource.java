package dev.florin.wallet.hold;

import dev.florin.common.api.wallet.HoldOrder;
import dev.florin.common.problem.Problem;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import dev.florin.common.trace.TraceFilter;
import dev.florin.wallet.ledger.Transfer;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Holds for other services, under ids that they make; repeating a request changes nothing. */
@Path("/internal/holds")
@RolesAllowed(Caller.SERVICE)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class HoldResource {
    private static final int MAX_PURPOSE_LENGTH = 200;
    static final int MAX_REFERENCE_LENGTH = 200;

    private final HoldService holds;

    HoldResource(HoldService holds) {
        this.holds = holds;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(201)
    @Operation(summary = "Set money aside in an account")
    @APIResponseSchema(value = HoldOrder.View.class, responseCode = "201", responseDescription = "Set aside")
    public HoldOrder.View reserve(HoldOrder order, @Context RoutingContext http) {
        requireWhole(order);
        return holds.reserve(order, TraceFilter.of(http).toString());
    }

    @GET
    @Path("{id}")
    @Operation(summary = "Show one hold, and how much of it was paid out")
    public HoldOrder.View one(@PathParam("id") UUID id) {
        return holds.hold(id);
    }

    @POST
    @Path("{id}/capture")
    @Operation(summary = "Pay out a part of a hold, or all of it")
    @Consumes(MediaType.APPLICATION_JSON)
    public HoldOrder.View capture(@PathParam("id") UUID id, HoldOrder.Capture capture, @Context RoutingContext http) {
        requireWhole(capture);
        return holds.capture(id, capture, TraceFilter.of(http).toString());
    }

    @POST
    @Path("{id}/void")
    @Operation(summary = "End a hold, and give back what is left of it")
    public HoldOrder.View release(@PathParam("id") UUID id, @Context RoutingContext http) {
        return holds.release(id, TraceFilter.of(http).toString());
    }

    static void requireWhole(HoldOrder order) {
        Required.field("body", order);
        Required.field("id", order.id());
        Required.field("account", order.account());
        Required.field("amount", order.amount());
        Required.field("currency", order.currency());
        Required.field("purpose", order.purpose());
        Required.atMost(MAX_PURPOSE_LENGTH, "purpose", order.purpose());
    }

    static void requireWhole(HoldOrder.Capture capture) {
        Required.field("body", capture);
        Required.field("id", capture.id());
        Required.field("credit", capture.credit());
        Required.field("amount", capture.amount());
        Required.field("currency", capture.currency());
        Required.field("type", capture.type());
        Required.atMost(MAX_REFERENCE_LENGTH, "reference", capture.reference());
        Transfer.requireForeign(capture.type());
    }
}
