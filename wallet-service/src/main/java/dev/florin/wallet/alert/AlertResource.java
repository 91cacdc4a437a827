package dev.florin.wallet.alert;

import dev.florin.common.problem.Problem;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
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

/** Alerts, for operators (seed 004, 3.1). */
@Path("/api/admin/transactions/alerts")
@RolesAllowed(Caller.ADMIN)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class AlertResource {
    private static final int MAX_LIMIT = 500;

    private final AlertService alerts;

    AlertResource(AlertService alerts) {
        this.alerts = alerts;
    }

    /** Newest first; {@code acknowledged} and {@code kind} narrow it down. */
    @GET
    @Operation(summary = "List transaction alerts, newest first")
    public AlertService.AlertPage list(
            @QueryParam("acknowledged") @Nullable Boolean acknowledged,
            @QueryParam("kind") @Nullable String kind,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") @Nullable String cursor) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Required.invalid("limit", "is between 1 and " + MAX_LIMIT);
        }
        return alerts.list(acknowledged, kind(kind), cursor, limit);
    }

    /** Ticks an alert off: 200, also if somebody else did it before. */
    @POST
    @Path("{id}/acknowledge")
    @Operation(summary = "Acknowledge a transaction alert")
    public AlertView acknowledge(@PathParam("id") UUID id, @Context SecurityContext caller) {
        return alerts.acknowledge(id, caller.getUserPrincipal().getName());
    }

    private static Alert.@Nullable Kind kind(@Nullable String name) {
        try {
            return name == null ? null : Alert.Kind.ofWireName(name);
        } catch (IllegalArgumentException e) {
            throw Required.invalid("kind", "is large_deduction, rapid_transactions or negative_balance");
        }
    }
}
