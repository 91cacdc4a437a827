package dev.florin.wallet.history;

import dev.florin.common.money.Asset;
import dev.florin.common.problem.Problem;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The caller's monthly statements. */
@Path("/api/wallet/statement")
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class StatementResource {
    private final StatementService statements;

    StatementResource(StatementService statements) {
        this.statements = statements;
    }

    /** A month (YYYY-MM, in UTC) of each wallet, or of the one in {@code currency}; {@code limit} is per wallet. */
    @GET
    @Operation(summary = "Show a month's statement of the caller's wallets, or of one currency")
    public StatementService.Statement statement(
            @QueryParam("month") @Nullable String month,
            @QueryParam("currency") @Nullable String currency,
            @QueryParam("limit") @DefaultValue("500") int limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context SecurityContext caller) {
        Required.field("month", month);
        return statements.statement(
                caller.getUserPrincipal().getName(),
                Period.month("month", String.valueOf(month)),
                currency == null ? null : Asset.of(currency),
                limit,
                cursor);
    }
}
