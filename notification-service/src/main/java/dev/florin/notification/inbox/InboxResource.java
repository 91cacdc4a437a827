package dev.florin.notification.inbox;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The caller's own inbox. */
@Path("/api/notifications")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
public class InboxResource {
    private final ReadingService reading;
    private final StateService states;

    InboxResource(ReadingService reading, StateService states) {
        this.reading = reading;
        this.states = states;
    }

    /** Newest first; with {@code after_seq}, what came after it, oldest first. */
    @GET
    @Operation(
            summary = "List the caller's notifications, newest first",
            description = "With after_seq, what came after it, oldest first.")
    public Notification.Page list(
            @RestQuery @Nullable String unread,
            @RestQuery @Nullable String type,
            @RestQuery @Nullable String priority,
            @RestQuery("after_seq") @Nullable String afterSeq,
            @RestQuery @Nullable String limit,
            @RestQuery @Nullable String cursor,
            @Context SecurityContext security) {
        return reading.page(user(security), InboxQuery.of(unread, type, priority, afterSeq, limit, cursor));
    }

    @GET
    @Path("/unread-count")
    @Operation(summary = "Count the caller's unread notifications")
    public Notification.Unread unread(@Context SecurityContext security) {
        return reading.unread(user(security));
    }

    /**
     * Marks one as read; as all that follow, it is told to the caller's other devices.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND} if the caller has none with this id, whoever else may
     */
    @POST
    @Path("/{id}/read")
    @Operation(summary = "Mark one of the caller's notifications as read")
    public Notification read(@RestPath String id, @Context SecurityContext security) {
        return states.mark(user(security), id, Mark.READ);
    }

    /** Marks one as unread, and takes it out of the archive; as {@link #read}. */
    @POST
    @Path("/{id}/unread")
    @Operation(summary = "Mark a notification as unread, and take it out of the archive")
    public Notification markUnread(@RestPath String id, @Context SecurityContext security) {
        return states.mark(user(security), id, Mark.UNREAD);
    }

    /** Takes one out of the lists and the count; as {@link #read}. */
    @POST
    @Path("/{id}/archive")
    @Operation(summary = "Archive a notification: take it out of lists and the unread count")
    public Notification archive(@RestPath String id, @Context SecurityContext security) {
        return states.mark(user(security), id, Mark.ARCHIVED);
    }

    /** Marks all as read, or those up to and including {@code up_to_seq}; what comes meanwhile stays unread. */
    @POST
    @Path("/read-all")
    @Operation(summary = "Mark all of the caller's notifications as read, or up to up_to_seq")
    public Notification.ReadTogether readAll(
            @RestQuery("up_to_seq") @Nullable String upToSeq, @Context SecurityContext security) {
        return states.readAll(user(security), InboxQuery.upToSeq(upToSeq));
    }

    private static String user(SecurityContext security) {
        return ((Caller) security.getUserPrincipal()).id();
    }
}
