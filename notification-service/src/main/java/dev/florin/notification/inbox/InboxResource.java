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
import java.time.Clock;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The caller's own inbox. */
@Path("/api/notifications")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
public class InboxResource {
    private static final int MAX_ID_LENGTH = 128;

    private final NotificationStore store;
    private final Clock clock;

    InboxResource(NotificationStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Newest first; with {@code after_seq}, what came after it, oldest first. */
    @GET
    public Notification.Page list(
            @RestQuery @Nullable String unread,
            @RestQuery @Nullable String type,
            @RestQuery @Nullable String priority,
            @RestQuery("after_seq") @Nullable String afterSeq,
            @RestQuery @Nullable String limit,
            @RestQuery @Nullable String cursor,
            @Context SecurityContext security) {
        InboxQuery query = InboxQuery.of(unread, type, priority, afterSeq, limit, cursor);
        List<Notification> found = store.list(user(security), query);
        if (found.size() <= query.limit()) {
            return new Notification.Page(found, null);
        }
        List<Notification> page = found.subList(0, query.limit());
        return new Notification.Page(page, Long.toString(page.getLast().seq()));
    }

    @GET
    @Path("/unread-count")
    public Notification.Unread unread(@Context SecurityContext security) {
        return store.unread(user(security));
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND} if the caller has none with this id, whoever else may */
    @POST
    @Path("/{id}/read")
    public Notification read(@RestPath String id, @Context SecurityContext security) {
        if (id.length() > MAX_ID_LENGTH || id.indexOf('\0') >= 0) {
            throw notFound();
        }
        return store.read(user(security), id, clock.instant()).orElseThrow(InboxResource::notFound);
    }

    private static String user(SecurityContext security) {
        return ((Caller) security.getUserPrincipal()).id();
    }

    private static FlorinException notFound() {
        return new FlorinException(ProblemType.NOT_FOUND, "There is no such notification.");
    }
}
