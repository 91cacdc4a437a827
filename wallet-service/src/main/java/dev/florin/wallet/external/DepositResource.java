package dev.florin.wallet.external;

import dev.florin.common.idempotency.AnswerMapper;
import dev.florin.common.problem.Problem;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import dev.florin.common.trace.TraceFilter;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Money that comes in. */
@Path("/api/wallet/deposits")
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class DepositResource {
    private final DepositService deposits;

    DepositResource(DepositService deposits) {
        this.deposits = deposits;
    }

    /** Takes a deposit in, or announces one that its rail will prove: 201; the same key again answers the same. */
    @POST
    @Operation(summary = "Deposit money, or announce a deposit that its rail will prove")
    @APIResponseSchema(
            value = DepositView.class,
            responseCode = "201",
            responseDescription = "Made, or made before under the same key")
    public RestResponse<DepositView> deposit(
            DepositRequest request,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        Required.field("body", request);
        return AnswerMapper.created(deposits.deposit(
                caller.getUserPrincipal().getName(),
                key,
                request,
                TraceFilter.of(http).toString()));
    }

    @GET
    @Path("{id}")
    @Operation(summary = "Show one of the caller's deposits")
    public DepositView one(@PathParam("id") UUID id, @Context SecurityContext caller) {
        return deposits.deposit(caller.getUserPrincipal().getName(), id);
    }
}
