package dev.florin.notification.admin;

import dev.florin.common.problem.Problem;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The whole system, for operators (seed 000). */
@Path("/api/admin/system")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RolesAllowed(Caller.ADMIN)
@RunOnVirtualThread
public class SystemResource {
    private final SystemService system;

    SystemResource(SystemService system) {
        this.system = system;
    }

    /** Whether the parts work: 200 also if some do not, which the answer says. */
    @GET
    @Path("/health")
    @Operation(
            summary = "Show whether the parts of the whole system work",
            description = "200 also if some do not work, which the answer says.")
    public SystemView.Health health() {
        return system.health();
    }

    /** How much there is of everything: 200 with what could be found out within a second. */
    @GET
    @Path("/stats")
    @Operation(summary = "Count red packets, claims, users and connections of the whole system")
    public SystemView.Stats stats() {
        return system.stats();
    }
}
