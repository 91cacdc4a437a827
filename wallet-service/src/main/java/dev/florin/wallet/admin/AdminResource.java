package dev.florin.wallet.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.idempotency.AnswerMapper;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.page.TimePage;
import dev.florin.common.problem.Problem;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import dev.florin.common.trace.TraceFilter;
import dev.florin.wallet.ledger.Entry;
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
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What administrators do to wallets. */
@Path("/api/admin")
@RolesAllowed(Caller.ADMIN)
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class AdminResource {
    private static final int MAX_REASON_LENGTH = 200;

    private final AdminService admin;

    AdminResource(AdminService admin) {
        this.admin = admin;
    }

    /** @param reason kept with the action */
    public record Freezing(String reason) {
        public Freezing {
            valid(reason);
        }
    }

    /**
     * @param amount in major units of the wallet's currency; negative to take
     * @param reason kept with the action
     */
    public record Adjustment(BigDecimal amount, String reason) {
        public Adjustment {
            Required.field("amount", amount);
            valid(reason);
        }
    }

    /**
     * What administrators did, newest first.
     *
     * @param nextCursor what to send as {@code cursor} for the next page; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Actions(
            List<AdminAction> actions, @Nullable String nextCursor) {}

    /** @param nextCursor what to send as {@code cursor} for the next page; absent on the last */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Entries(List<EntryView> entries, @Nullable String nextCursor) {}

    /** Lets nothing in or out: 200, also if it was frozen before. */
    @POST
    @Path("wallets/{id}/freeze")
    @Operation(summary = "Freeze a wallet so that nothing goes in or out")
    public AdminWallet freeze(
            @PathParam("id") UUID id,
            Freezing freezing,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        Required.field("body", freezing);
        return admin.setFrozen(id, true, freezing.reason(), order(caller, http));
    }

    /** Opens a frozen wallet again. */
    @POST
    @Path("wallets/{id}/unfreeze")
    @Operation(summary = "Open a frozen wallet again")
    public AdminWallet unfreeze(
            @PathParam("id") UUID id,
            Freezing freezing,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        Required.field("body", freezing);
        return admin.setFrozen(id, false, freezing.reason(), order(caller, http));
    }

    /** Gives or takes money: 201; the same key again answers the same. */
    @POST
    @Path("wallets/{id}/adjustments")
    @Operation(summary = "Add money to a wallet, or take it with a negative amount")
    @APIResponseSchema(
            value = AdminAction.class,
            responseCode = "201",
            responseDescription = "Made, or made before under the same key")
    public RestResponse<AdminAction> adjust(
            @PathParam("id") UUID id,
            Adjustment adjustment,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        Required.field("body", adjustment);
        return AnswerMapper.created(
                admin.adjust(id, key, adjustment.amount(), adjustment.reason(), order(caller, http)));
    }

    /** What administrators did to a wallet, newest first. */
    @GET
    @Path("wallets/{id}/actions")
    @Operation(summary = "List what administrators did to a wallet, newest first")
    public Actions actions(
            @PathParam("id") UUID id,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") @Nullable String cursor) {
        TimeCursor.requireLimit(limit);
        TimePage<AdminAction> page = admin.actions(id, limit, TimeCursor.of(cursor));
        return new Actions(page.items(), page.nextCursor());
    }

    /** The entries of any account, newest first. */
    @GET
    @Path("ledger/accounts/{id}/entries")
    @Operation(summary = "List the ledger entries of any account, newest first")
    public Entries entries(
            @PathParam("id") UUID id,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") @Nullable Long cursor) {
        TimeCursor.requireLimit(limit);
        List<Entry> entries = admin.entries(id, cursor == null ? Long.MAX_VALUE : cursor, limit);
        boolean goesOn = entries.size() == limit && entries.getLast().seq() > 1;
        return new Entries(
                entries.stream().map(EntryView::of).toList(),
                goesOn ? Long.toString(entries.getLast().seq()) : null);
    }

    private static void valid(@Nullable String reason) {
        Required.field("reason", reason);
        Required.atMost(MAX_REASON_LENGTH, "reason", reason);
        Required.storable(reason);
    }

    private static AdminService.Order order(SecurityContext caller, RoutingContext http) {
        return new AdminService.Order(
                caller.getUserPrincipal().getName(), TraceFilter.of(http).toString());
    }
}
