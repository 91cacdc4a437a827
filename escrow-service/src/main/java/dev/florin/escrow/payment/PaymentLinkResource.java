package dev.florin.escrow.payment;

import dev.florin.common.problem.Problem;
import dev.florin.common.security.Caller;
import dev.florin.common.trace.TraceFilter;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Where a buyer learns how to pay from outside. */
@Path("/api/v1/escrows/{id}/payment-link")
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class PaymentLinkResource {
    private final PaymentLinkService links;

    PaymentLinkResource(PaymentLinkService links) {
        this.links = links;
    }

    /** Gives the buyer an order to pay at the payment provider: the same one as long as it is open. */
    @POST
    @Operation(summary = "Get an order to pay an escrow at the payment provider, as its buyer")
    public PaymentLink link(@PathParam("id") UUID id, @Context SecurityContext caller, @Context RoutingContext http) {
        return links.link(
                caller.getUserPrincipal().getName(), id, TraceFilter.of(http).toString());
    }
}
