package dev.florin.notification.socket;

import dev.florin.common.problem.Problem;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** How many are connected, for operators (seed 000). */
@Path("/api/admin/websocket/status")
@RolesAllowed(Caller.ADMIN)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class ConnectionStatusResource {
    private final ConnectionsService connections;
    private final Clock clock;

    ConnectionStatusResource(ConnectionsService connections, Clock clock) {
        this.connections = connections;
        this.clock = clock;
    }

    /** On all nodes together. */
    public record StatusView(boolean success, long activeUsers, long activeConnections, Instant timestamp) {}

    @GET
    @Operation(summary = "Count connected users and open connections on all nodes")
    public StatusView status() {
        OpenConnection.Counts counts = connections.counts();
        return new StatusView(true, counts.users(), counts.connections(), clock.instant());
    }
}
