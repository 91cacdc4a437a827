package dev.florin.wallet.transfer;

import dev.florin.common.idempotency.Answer;
import dev.florin.common.idempotency.AnswerMapper;
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

/** Payments from person to person. */
@Path("/api/wallet/transfers")
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class TransferResource {
    private static final int MAX_LIMIT = 500;

    private final TransferService transfers;

    TransferResource(TransferService transfers) {
        this.transfers = transfers;
    }

    /** Pays a person: 201 with the completed transfer; the same key again answers the same. */
    @POST
    @Operation(summary = "Pay another person, now or at a later time")
    @APIResponseSchema(
            value = TransferView.class,
            responseCode = "201",
            responseDescription = "Made, or made before under the same key")
    public RestResponse<TransferView> send(
            TransferRequest request,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        Required.field("body", request);
        Answer<TransferView> answer = transfers.send(
                caller.getUserPrincipal().getName(),
                key,
                request,
                TraceFilter.of(http).toString());
        return AnswerMapper.created(answer);
    }

    /** Calls off a payment that was ordered for later: 200, also when it was called off before. */
    @POST
    @Path("{id}/cancel")
    @Operation(summary = "Call off a payment ordered for later, until its money has moved")
    @Consumes(MediaType.WILDCARD)
    public TransferView cancel(@PathParam("id") UUID id, @Context SecurityContext caller) {
        return transfers.cancel(caller.getUserPrincipal().getName(), id);
    }

    /** The payments that the caller ordered for later, newest first. */
    @GET
    @Path("scheduled")
    @Operation(summary = "List the payments that the caller ordered for later, newest first")
    public TransferService.TransferPage scheduled(
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context SecurityContext caller) {
        return transfers.scheduled(caller.getUserPrincipal().getName(), valid(limit), cursor);
    }

    @GET
    @Path("{id}")
    @Operation(summary = "Show one of the caller's payments, sent or received")
    public TransferView one(@PathParam("id") UUID id, @Context SecurityContext caller) {
        return transfers.transfer(caller.getUserPrincipal().getName(), id);
    }

    /** The caller's payments in any state, sent and received, newest first. */
    @GET
    @Operation(summary = "List the caller's payments in any state, sent and received, newest first")
    public TransferService.TransferPage all(
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context SecurityContext caller) {
        return transfers.transfers(caller.getUserPrincipal().getName(), valid(limit), cursor);
    }

    private static int valid(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Required.invalid("limit", "is between 1 and " + MAX_LIMIT);
        }
        return limit;
    }
}
