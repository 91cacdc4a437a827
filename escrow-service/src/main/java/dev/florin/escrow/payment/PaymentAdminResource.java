package dev.florin.escrow.payment;

import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.Problem;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
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
import jakarta.ws.rs.core.SecurityContext;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Reports of the payment provider, for the operator. */
@Path("/api/admin/payments")
@RolesAllowed(Caller.ADMIN)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class PaymentAdminResource {
    private static final int MAX_REASON_LENGTH = 200;

    private final PaymentAdminService payments;

    PaymentAdminResource(PaymentAdminService payments) {
        this.payments = payments;
    }

    /** @param reason for the record, 1 to 200 characters */
    public record DecisionRequest(String reason) {
        public DecisionRequest {
            Required.field("reason", reason);
            Required.atMost(MAX_REASON_LENGTH, "reason", reason);
            if (reason.isBlank()) {
                throw Required.invalid("reason", "is not empty");
            }
        }
    }

    /** Payments that could not be applied, newest first: their money is at the provider, and nowhere here. */
    @GET
    @Path("unapplied")
    @Operation(summary = "List payments from outside that could not be applied, newest first")
    public PaymentAdminService.PaymentEventPage unapplied(
            @QueryParam("limit") @DefaultValue("50") int limit, @QueryParam("cursor") @Nullable String cursor) {
        TimeCursor.requireLimit(limit);
        return payments.unapplied(limit, cursor);
    }

    /** A report, and what operators decided about it. */
    @GET
    @Path("events/{id}")
    @Operation(summary = "Show a payment report, and what operators decided about it")
    public PaymentAdminService.PaymentEventFile one(@PathParam("id") UUID id) {
        return payments.file(id);
    }

    /** Has a report worked on anew, in a moment: 200; one that has another outcome keeps it. */
    @POST
    @Path("events/{id}/retry")
    @Operation(summary = "Have a payment report worked on anew, by the same rules")
    @Consumes(MediaType.APPLICATION_JSON)
    public PaymentAdminService.PaymentEventFile retry(
            @PathParam("id") UUID id, DecisionRequest request, @Context SecurityContext caller) {
        Required.field("body", request);
        return payments.retry(id, caller.getUserPrincipal().getName(), request.reason());
    }

    /** Takes a report off the list, for good: what it tells of was settled at the provider. 200, also if it was. */
    @POST
    @Path("events/{id}/dismiss")
    @Operation(summary = "Close a payment report that will never be applied, with a reason")
    @Consumes(MediaType.APPLICATION_JSON)
    public PaymentAdminService.PaymentEventFile dismiss(
            @PathParam("id") UUID id, DecisionRequest request, @Context SecurityContext caller) {
        Required.field("body", request);
        return payments.dismiss(id, caller.getUserPrincipal().getName(), request.reason());
    }
}
