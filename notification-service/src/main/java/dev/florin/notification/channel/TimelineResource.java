package dev.florin.notification.channel;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

/** What became of one of the caller's notifications. */
@Path("/api/notifications/{id}/timeline")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
public class TimelineResource {
    private final TimelineStore store;

    TimelineResource(TimelineStore store) {
        this.store = store;
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND} if the caller has none with this id */
    @GET
    @Operation(summary = "Show what became of one of the caller's notifications, step by step")
    public Timeline get(@RestPath String id, @Context SecurityContext caller) {
        List<Timeline.Step> steps = id.indexOf('\0') >= 0
                ? List.of()
                : store.of(caller.getUserPrincipal().getName(), id);
        if (steps.isEmpty()) {
            throw new FlorinException(ProblemType.NOT_FOUND, "There is no such notification.");
        }
        return new Timeline(id, steps);
    }
}
