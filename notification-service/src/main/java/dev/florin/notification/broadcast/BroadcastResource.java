package dev.florin.notification.broadcast;

import dev.florin.common.page.TimeCursor;
import dev.florin.common.page.TimePage;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.Problem;
import dev.florin.common.problem.ProblemType;
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
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** Messages of administrators to many (seed 000). */
@Path("/api/admin/websocket")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RolesAllowed(Caller.ADMIN)
@RunOnVirtualThread
public class BroadcastResource {
    private final BroadcastService broadcasts;

    BroadcastResource(BroadcastService broadcasts) {
        this.broadcasts = broadcasts;
    }

    /**
     * Tells everyone, a role, the parties of a topic, or users. With an {@code Idempotency-Key}, which the seed's
     * clients do not send and which is therefore not required, saying it again tells nobody and answers the same.
     */
    @POST
    @Path("/broadcast")
    @Operation(summary = "Send a system alert to everyone, a role, a topic's parties or users")
    @Consumes(MediaType.APPLICATION_JSON)
    public RestResponse<Broadcast.Receipt> say(
            BroadcastRequest request, @Context SecurityContext caller, @Context RoutingContext http) {
        Required.field("body", request);
        BroadcastService.Said said = broadcasts.say(
                caller.getUserPrincipal().getName(),
                http.request().getHeader("Idempotency-Key"),
                request,
                TraceFilter.of(http).toString());
        Broadcast broadcast = said.broadcast();
        ResponseBuilder<Broadcast.Receipt> answer = ResponseBuilder.ok(new Broadcast.Receipt(
                true, "Message broadcast successfully", broadcast.usersNotified(), broadcast.createdAt()));
        if (said.replayed()) {
            answer.header("Idempotency-Replayed", true);
        }
        return answer.build();
    }

    /**
     * Who said what to whom, newest first.
     *
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST}
     */
    @GET
    @Path("/broadcasts")
    @Operation(summary = "List who broadcast what to whom, newest first")
    public Broadcast.Page newest(@RestQuery @DefaultValue("50") int limit, @RestQuery @Nullable String cursor) {
        TimeCursor.requireLimit(limit);
        TimePage<Broadcast> page = broadcasts.newest(TimeCursor.of(cursor), limit);
        return new Broadcast.Page(page.items(), page.nextCursor());
    }
}
