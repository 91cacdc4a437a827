package dev.florin.notification.socket;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.problem.Problem;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The connections of all nodes, for operators (seed 000). */
@Path("/api/admin/websocket/connections")
@RolesAllowed(Caller.ADMIN)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class ConnectionAdminResource {
    private static final Logger LOG = Logger.getLogger(ConnectionAdminResource.class);
    private static final int MAX_LIMIT = 500;

    private final ConnectionsService connections;
    private final Clock clock;

    ConnectionAdminResource(ConnectionsService connections, Clock clock) {
        this.connections = connections;
        this.clock = clock;
    }

    /** @param messageCount sent to the client; some seconds old if another node sent them */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ConnectionView(
            UUID connectionId,
            String userId,
            Instant connectedAt,
            long messageCount,
            String dialect,
            @Nullable String address,
            String node) {
        static ConnectionView of(OpenConnection connection) {
            return new ConnectionView(
                    connection.id(),
                    connection.userId(),
                    connection.connectedAt(),
                    connection.messages(),
                    connection.dialect(),
                    connection.address(),
                    connection.node());
        }
    }

    /** @param nextCursor what to send as {@code cursor} for the next page; absent on the last */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ConnectionsView(
            boolean success,
            long totalConnections,
            List<ConnectionView> connections,
            @Nullable String nextCursor,
            Instant timestamp) {}

    public record DisconnectedView(boolean success, UUID connectionId, Instant timestamp) {}

    /** Oldest first. */
    @GET
    @Operation(summary = "List open connections on all nodes, oldest first")
    public ConnectionsView list(
            @QueryParam("limit") @DefaultValue("100") int limit, @QueryParam("cursor") @Nullable String cursor) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Required.invalid("limit", "is between 1 and " + MAX_LIMIT);
        }
        List<OpenConnection> found = connections.page(position(cursor), limit + 1);
        List<OpenConnection> page = found.subList(0, Math.min(limit, found.size()));
        return new ConnectionsView(
                true,
                connections.counts().connections(),
                page.stream().map(ConnectionView::of).toList(),
                found.size() > limit ? page.getLast().id().toString() : null,
                clock.instant());
    }

    private static UUID position(@Nullable String cursor) {
        try {
            return cursor == null ? ConnectionsService.START : UUID.fromString(cursor);
        } catch (IllegalArgumentException e) {
            throw Required.invalid("cursor", "is not one that was given out here");
        }
    }

    /** Ends a connection, on whichever node it is, with the close code 3505. */
    @DELETE
    @Path("{id}")
    @Operation(summary = "End one connection, on whichever node it is")
    public DisconnectedView disconnect(@PathParam("id") UUID id, @Context SecurityContext caller) {
        connections.disconnect(id);
        LOG.infof(
                "Disconnected by an operator: Connection=%s, By=%s",
                id, caller.getUserPrincipal().getName());
        return new DisconnectedView(true, id, clock.instant());
    }
}
