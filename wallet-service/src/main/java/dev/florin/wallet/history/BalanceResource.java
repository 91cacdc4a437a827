package dev.florin.wallet.history;

import dev.florin.common.problem.Problem;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
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

/** What stood on the caller's wallet. */
@Path("/api/wallets/{id}/balance")
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class BalanceResource {
    private final StatementService statements;

    BalanceResource(StatementService statements) {
        this.statements = statements;
    }

    /** The balance at an instant (RFC 3339), or now. */
    @GET
    @Operation(summary = "Show the balance of one of the caller's wallets, now or at a past time")
    public StatementService.Balance balance(
            @PathParam("id") UUID id, @QueryParam("at") @Nullable String at, @Context SecurityContext caller) {
        return statements.balance(
                caller.getUserPrincipal().getName(), id, at == null ? null : Period.instant("at", at));
    }
}
