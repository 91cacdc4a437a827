package dev.florin.wallet.purchase;

import dev.florin.common.idempotency.AnswerMapper;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.Problem;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import dev.florin.common.trace.TraceFilter;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Spend now; what is not delivered is given back. */
@Path("/api/wallet/purchases")
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class PurchaseResource {
    private final PurchaseService purchases;

    PurchaseResource(PurchaseService purchases) {
        this.purchases = purchases;
    }

    /** Buys: 201 with the open purchase, whose money is taken; the same key again answers the same. */
    @POST
    @RolesAllowed(Caller.USER)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Buy something: take its money at once and open a purchase")
    @APIResponseSchema(
            value = PurchaseView.class,
            responseCode = "201",
            responseDescription = "Made, or made before under the same key")
    public RestResponse<PurchaseView> buy(
            PurchaseRequest request,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        Required.field("body", request);
        return AnswerMapper.created(purchases.buy(
                caller.getUserPrincipal().getName(),
                key,
                request,
                TraceFilter.of(http).toString()));
    }

    @GET
    @Path("{id}")
    @Operation(summary = "Show one of the caller's purchases")
    @RolesAllowed(Caller.USER)
    public PurchaseView one(@PathParam("id") UUID id, @Context SecurityContext caller) {
        return purchases.purchase(caller.getUserPrincipal().getName(), id);
    }

    /** The caller's purchases, newest first. */
    @GET
    @Operation(summary = "List the caller's purchases, newest first")
    @RolesAllowed(Caller.USER)
    public PurchaseService.PurchasePage all(
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context SecurityContext caller) {
        TimeCursor.requireLimit(limit);
        return purchases.purchases(caller.getUserPrincipal().getName(), limit, cursor);
    }

    /** It was delivered: for the product that sells, and for admins. */
    @POST
    @Path("{id}/complete")
    @Operation(
            summary = "Complete an open purchase that was delivered",
            description = "For the service that sells, and for administrators; it cannot be cancelled after that.")
    @RolesAllowed({Caller.SERVICE, Caller.ADMIN})
    public PurchaseView complete(
            @PathParam("id") UUID id, @Context SecurityContext caller, @Context RoutingContext http) {
        return close(id, Purchase.Step.COMPLETE, caller, http);
    }

    /** It is not wanted any more: for who paid, while it is open. The money falls due for refund. */
    @POST
    @Path("{id}/cancel")
    @Operation(summary = "Cancel a purchase that is still open; its money falls due for refund")
    @RolesAllowed({Caller.USER, Caller.SERVICE, Caller.ADMIN})
    public PurchaseView cancel(
            @PathParam("id") UUID id, @Context SecurityContext caller, @Context RoutingContext http) {
        return close(id, Purchase.Step.CANCEL, caller, http);
    }

    /** It cannot be delivered: for the product that sells, and for admins. The money falls due for refund. */
    @POST
    @Path("{id}/fail")
    @Operation(
            summary = "Fail an open purchase that cannot be delivered",
            description = "For the service that sells, and for administrators. The money falls due for refund.")
    @RolesAllowed({Caller.SERVICE, Caller.ADMIN})
    public PurchaseView fail(@PathParam("id") UUID id, @Context SecurityContext caller, @Context RoutingContext http) {
        return close(id, Purchase.Step.FAIL, caller, http);
    }

    private PurchaseView close(UUID id, Purchase.Step step, SecurityContext caller, RoutingContext http) {
        Caller who = (Caller) caller.getUserPrincipal();
        return purchases.close(who, id, step, TraceFilter.of(http).toString());
    }
}
