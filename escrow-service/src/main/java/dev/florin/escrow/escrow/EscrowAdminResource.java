package dev.florin.escrow.escrow;

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
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What operators decide about escrows. */
@Path("/api/admin/escrows")
@RolesAllowed(Caller.ADMIN)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class EscrowAdminResource {
    private final DisputeService disputes;

    EscrowAdminResource(DisputeService disputes) {
        this.disputes = disputes;
    }

    /** Disputes that wait for a decision, newest first. */
    @GET
    @Path("disputes")
    @Operation(summary = "List disputes that wait for an operator's decision, newest first")
    public DisputeService.DisputePage disputes(
            @QueryParam("limit") @DefaultValue("50") int limit, @QueryParam("cursor") @Nullable String cursor) {
        TimeCursor.requireLimit(limit);
        return disputes.open(limit, cursor);
    }

    /** An escrow with its terms, a page of its timeline, and the newest dispute with what both parties brought. */
    @GET
    @Path("{id}")
    @Operation(
            summary = "Show any escrow with its terms, its timeline and its newest dispute",
            description = "limit and cursor are those of the timeline, which begins with the oldest.")
    public DisputeService.EscrowFile one(
            @PathParam("id") UUID id,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") @Nullable String cursor) {
        TimeCursor.requireLimit(limit);
        return disputes.file(id, limit, cursor);
    }

    /** Decides a dispute: everything that is held goes to the seller, to the buyer, or is split. */
    @POST
    @Path("{id}/resolve")
    @Operation(summary = "Decide a dispute: pay the seller, refund the buyer, or split")
    @Consumes(MediaType.APPLICATION_JSON)
    public RestResponse<EscrowView> resolve(
            @PathParam("id") UUID id,
            DisputeService.Resolve decision,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        Required.field("body", decision);
        return AnswerMapper.ok(disputes.resolve(
                caller.getUserPrincipal().getName(),
                id,
                key,
                decision,
                TraceFilter.of(http).toString()));
    }
}
