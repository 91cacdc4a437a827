package dev.florin.wallet.external;

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

/** Reports of rails for the operator. */
@Path("/api/admin/rails/events")
@RolesAllowed(Caller.ADMIN)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class RailEventResource {
    private static final int MAX_REASON_LENGTH = 200;

    private final RailEventService events;

    RailEventResource(RailEventService events) {
        this.events = events;
    }

    /**
     * Reports that contradict what was done, or that the ledger refused. One that fits now can be applied, or sent
     * again by its rail.
     */
    @GET
    @Path("unapplied")
    @Operation(summary = "List rail reports that could not be applied, newest first")
    public RailEventService.RailEventPage unapplied(
            @QueryParam("limit") @DefaultValue("50") int limit, @QueryParam("cursor") @Nullable String cursor) {
        TimeCursor.requireLimit(limit);
        return events.unapplied(limit, cursor);
    }

    /** @param reason for the record, 1 to 200 characters */
    public record Deciding(String reason) {
        public Deciding {
            Required.field("reason", reason);
            Required.atMost(MAX_REASON_LENGTH, "reason", reason);
            Required.storable(reason);
        }
    }

    /** A report, and what operators decided about it. */
    @GET
    @Path("{id}")
    @Operation(summary = "Show a rail report, and what operators decided about it")
    public RailEventService.EventFile one(@PathParam("id") UUID id) {
        return events.file(id);
    }

    /** Looks at a report anew: 200, whether it fits now or not; one that has an outcome keeps it. */
    @POST
    @Path("{id}/apply")
    @Operation(
            summary = "Look at a rail report anew, and apply it if it fits now",
            description = "200 whether it fits now or not; one that has an outcome keeps it.")
    @Consumes(MediaType.APPLICATION_JSON)
    public RailEventService.EventFile apply(
            @PathParam("id") UUID id,
            Deciding deciding,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        Required.field("body", deciding);
        return events.apply(
                id,
                caller.getUserPrincipal().getName(),
                deciding.reason(),
                TraceFilter.of(http).toString());
    }

    /** Closes a report that will never be applied: 200, also if it was closed so before. */
    @POST
    @Path("{id}/dismiss")
    @Operation(summary = "Close a rail report that will never be applied, with a reason")
    @Consumes(MediaType.APPLICATION_JSON)
    public RailEventService.EventFile dismiss(
            @PathParam("id") UUID id, Deciding deciding, @Context SecurityContext caller) {
        Required.field("body", deciding);
        return events.dismiss(id, caller.getUserPrincipal().getName(), deciding.reason());
    }
}
