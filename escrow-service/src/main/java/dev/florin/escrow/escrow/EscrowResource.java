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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Money that waits for a condition, for its buyer and its seller. */
@Path("/api/v1/escrows")
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class EscrowResource {
    private final EscrowService escrows;
    private final ConfirmationService confirmations;
    private final DisputeService disputes;

    EscrowResource(EscrowService escrows, ConfirmationService confirmations, DisputeService disputes) {
        this.escrows = escrows;
        this.confirmations = confirmations;
        this.disputes = disputes;
    }

    /** Makes an escrow whose buyer is the caller; no money moves before it is funded. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Make an escrow with the caller as its buyer; no money moves yet")
    @APIResponseSchema(
            value = EscrowView.class,
            responseCode = "201",
            responseDescription = "Made, or made before under the same key")
    public RestResponse<EscrowView> create(
            EscrowRequest request,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        Required.field("body", request);
        return AnswerMapper.created(escrows.create(user(caller), key, request, trace(http)));
    }

    /** The caller's escrows, on either side, newest first. */
    @GET
    @Operation(summary = "List the caller's escrows, as buyer or seller, newest first")
    public EscrowService.EscrowPage all(
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context SecurityContext caller) {
        TimeCursor.requireLimit(limit);
        return escrows.escrows(user(caller), limit, cursor);
    }

    @GET
    @Path("{id}")
    @Operation(summary = "Show one of the caller's escrows")
    public EscrowView one(@PathParam("id") UUID id, @Context SecurityContext caller) {
        return escrows.escrow(user(caller), id);
    }

    /** Every step with its actor, reason and time, oldest first. */
    @GET
    @Path("{id}/timeline")
    @Operation(summary = "List every step of one of the caller's escrows, oldest first")
    public TimelinePage timeline(
            @PathParam("id") UUID id,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context SecurityContext caller) {
        TimeCursor.requireLimit(limit);
        return escrows.timeline(user(caller), id, limit, cursor);
    }

    /** Sets the price aside in the buyer's wallet: for the buyer. */
    @POST
    @Path("{id}/fund")
    @Operation(summary = "Fund an escrow from the wallet of the caller, who is its buyer")
    public RestResponse<EscrowView> fund(
            @PathParam("id") UUID id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        return AnswerMapper.ok(escrows.fund(user(caller), id, key, trace(http)));
    }

    /**
     * The seller confirms delivery, the buyer receipt. The first one starts the inspection period; with both, or at its
     * end, everything that is held is released, and the second one is answered when that has come to its end.
     */
    @POST
    @Path("{id}/confirm")
    @Operation(
            summary = "Confirm delivery as the seller, or receipt as the buyer",
            description = "The first starts the inspection period; with both, or at its end, the seller is paid. "
                    + "Who has confirmed already changes nothing, whatever the key.")
    @Consumes(MediaType.APPLICATION_JSON)
    public RestResponse<EscrowView> confirm(
            @PathParam("id") UUID id,
            @Nullable ReasonRequest why,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        return AnswerMapper.ok(
                confirmations.confirm(user(caller), id, key, why == null ? ReasonRequest.NONE : why, trace(http)));
    }

    /** Pays the seller all that is held, a milestone, or a part: for the buyer. */
    @POST
    @Path("{id}/release")
    @Operation(summary = "Pay the seller all that is held, a part or a milestone, as the buyer")
    @Consumes(MediaType.APPLICATION_JSON)
    public RestResponse<EscrowView> release(
            @PathParam("id") UUID id,
            @Nullable PartRequest part,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        return AnswerMapper.ok(
                escrows.release(user(caller), id, key, part == null ? PartRequest.ALL : part, trace(http)));
    }

    /** Gives the buyer all that is held back, or a part: for the seller. No fee is taken of it. */
    @POST
    @Path("{id}/refund")
    @Operation(summary = "Give the buyer back all that is held, or a part, as the seller")
    @Consumes(MediaType.APPLICATION_JSON)
    public RestResponse<EscrowView> refund(
            @PathParam("id") UUID id,
            @Nullable PartRequest part,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        return AnswerMapper.ok(
                escrows.refund(user(caller), id, key, part == null ? PartRequest.ALL : part, trace(http)));
    }

    /** Calls it off before it is funded: for either party. */
    @POST
    @Path("{id}/cancel")
    @Operation(summary = "Cancel an escrow before it is funded, as its buyer or seller")
    @Consumes(MediaType.APPLICATION_JSON)
    public EscrowView cancel(
            @PathParam("id") UUID id,
            @Nullable ReasonRequest why,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        return escrows.cancel(user(caller), id, why == null ? ReasonRequest.NONE : why, trace(http));
    }

    /**
     * Freezes what is held until an operator decides: for either party, while it is {@code HELD} or
     * {@code PARTIALLY_RELEASED}, so before its deadline or the end of its inspection: what has lapsed is on its way
     * back.
     */
    @POST
    @Path("{id}/dispute")
    @Operation(
            summary = "Dispute an escrow: freeze what is held until an operator decides",
            description =
                    "While it is HELD or PARTIALLY_RELEASED, so before its deadline or, once somebody has confirmed, "
                            + "before the end of the inspection: a lapsed one is on its way back.")
    @Consumes(MediaType.APPLICATION_JSON)
    public EscrowView raise(
            @PathParam("id") UUID id,
            DisputeService.Raise request,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        Required.field("body", request);
        return disputes.raise(user(caller), id, request, trace(http));
    }

    /** The newest dispute, with its evidence. */
    @GET
    @Path("{id}/dispute")
    @Operation(summary = "Show the newest dispute about an escrow, with its evidence")
    public Dispute dispute(@PathParam("id") UUID id, @Context SecurityContext caller) {
        return disputes.dispute(user(caller), id);
    }

    /** Adds text and references to an open dispute: for either party, up to a limit for each. */
    @POST
    @Path("{id}/dispute/evidence")
    @Operation(
            summary = "Add text and references to an open dispute, as buyer or seller",
            description =
                    "Each party may bring 50 pieces, unless it is configured otherwise; the same again adds nothing.")
    @Consumes(MediaType.APPLICATION_JSON)
    public Dispute evidence(
            @PathParam("id") UUID id,
            DisputeService.Bring request,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        Required.field("body", request);
        return disputes.bring(user(caller), id, request, trace(http));
    }

    private static String user(SecurityContext caller) {
        return caller.getUserPrincipal().getName();
    }

    private static String trace(RoutingContext http) {
        return TraceFilter.of(http).toString();
    }
}
