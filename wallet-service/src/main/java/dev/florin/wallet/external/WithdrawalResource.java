package dev.florin.wallet.external;

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

/** Money that goes out. */
@Path("/api/wallet/withdrawals")
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class WithdrawalResource {
    private final WithdrawalService withdrawals;

    WithdrawalResource(WithdrawalService withdrawals) {
        this.withdrawals = withdrawals;
    }

    /** Takes a withdrawal on: 201, with its money set aside; the same key again answers the same. */
    @POST
    @Operation(summary = "Withdraw money from the caller's wallet; it is set aside at once")
    @APIResponseSchema(
            value = WithdrawalView.class,
            responseCode = "201",
            responseDescription = "Made, or made before under the same key")
    public RestResponse<WithdrawalView> withdraw(
            WithdrawalRequest request,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        Required.field("body", request);
        return AnswerMapper.created(withdrawals.withdraw(
                caller.getUserPrincipal().getName(),
                key,
                request,
                TraceFilter.of(http).toString()));
    }

    @GET
    @Path("{id}")
    @Operation(summary = "Show one of the caller's withdrawals")
    public WithdrawalView one(@PathParam("id") UUID id, @Context SecurityContext caller) {
        return withdrawals.withdrawal(caller.getUserPrincipal().getName(), id);
    }

    /** The caller's withdrawals, newest first. */
    @GET
    @Operation(summary = "List the caller's withdrawals, newest first")
    public WithdrawalService.WithdrawalPage all(
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context SecurityContext caller) {
        TimeCursor.requireLimit(limit);
        return withdrawals.withdrawals(caller.getUserPrincipal().getName(), limit, cursor);
    }
}
