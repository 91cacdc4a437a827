package dev.florin.wallet.external;

import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.Problem;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** Reports of rails for the operator. */
@Path("/api/admin/rails/events")
@RolesAllowed(Caller.ADMIN)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class RailEventResource {
    private final RailEventService events;

    RailEventResource(RailEventService events) {
        this.events = events;
    }

    /**
     * Reports that contradict what was done, or that the ledger refused. One that fits now is sent again by its rail.
     */
    @GET
    @Path("unapplied")
    public RailEventService.RailEventPage unapplied(
            @QueryParam("limit") @DefaultValue("50") int limit, @QueryParam("cursor") @Nullable String cursor) {
        TimeCursor.requireLimit(limit);
        return events.unapplied(limit, cursor);
    }
}
