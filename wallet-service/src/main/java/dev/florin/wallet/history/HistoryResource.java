package dev.florin.wallet.history;

import dev.florin.common.money.Asset;
import dev.florin.common.problem.Problem;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.math.BigDecimal;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What moved on the caller's wallets. */
@Path("/api/wallet/transactions")
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class HistoryResource {
    private final HistoryService history;

    HistoryResource(HistoryService history) {
        this.history = history;
    }

    /** Which movements. */
    public static final class Filters {
        /** The exact type; or {@code credit} or {@code debit} for the direction, {@code refund} for all refunds. */
        @QueryParam("type")
        @Nullable
        String type;

        /** The first instant (RFC 3339) or day (UTC). */
        @QueryParam("start_date")
        @Nullable
        String startDate;

        /** The last instant (RFC 3339) or day (UTC), included. */
        @QueryParam("end_date")
        @Nullable
        String endDate;

        /** Code of the asset. */
        @QueryParam("currency")
        @Nullable
        String currency;

        /** The user on the other side. */
        @QueryParam("counterparty")
        @Nullable
        String counterparty;

        /** At least so much, in major units, whatever the direction. */
        @QueryParam("min_amount")
        @Nullable
        BigDecimal minAmount;

        /** At most so much, in major units, whatever the direction. */
        @QueryParam("max_amount")
        @Nullable
        BigDecimal maxAmount;

        /** Text in description, service, message or reference. */
        @QueryParam("q")
        @Nullable
        String text;

        HistoryQuery query() {
            return new HistoryQuery(
                    type,
                    Period.of(startDate, endDate),
                    currency == null ? null : Asset.of(currency),
                    counterparty,
                    minAmount,
                    maxAmount,
                    text);
        }
    }

    /** Movements with filters (seed 004, 2.1), newest first; further by {@code skip} or by {@code cursor}. */
    @GET
    @Path("detailed")
    @Operation(summary = "List the caller's transactions that filters let through, newest first")
    public HistoryService.Detailed detailed(
            @BeanParam Filters filters,
            @QueryParam("skip") @DefaultValue("0") int skip,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context SecurityContext caller) {
        return history.page(
                caller.getUserPrincipal().getName(), filters.query(), new HistoryService.Paging(skip, limit, cursor));
    }

    /** All movements, newest first. */
    @GET
    @Operation(summary = "List all of the caller's transactions, newest first")
    public HistoryService.Detailed all(
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context SecurityContext caller) {
        return history.page(
                caller.getUserPrincipal().getName(),
                HistoryQuery.EVERYTHING,
                new HistoryService.Paging(0, limit, cursor));
    }
}
