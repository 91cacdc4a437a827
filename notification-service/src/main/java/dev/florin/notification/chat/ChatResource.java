package dev.florin.notification.chat;

import dev.florin.common.event.ChatEvent;
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
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The caller's conversations. One that the caller is not in is not there. */
@Path("/api/chat/conversations")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
public class ChatResource {
    private final RoomService rooms;
    private final ChatService chat;
    private final ChatPassingService passing;

    ChatResource(RoomService rooms, ChatService chat, ChatPassingService passing) {
        this.rooms = rooms;
        this.chat = chat;
        this.passing = passing;
    }

    /** Body of a request. */
    public record Typing(boolean typing) {}

    /** Body of a request. */
    public record NewMember(String userId) {
        public NewMember {
            Required.field("user_id", userId);
            Required.atMost(Caller.MAX_ID_LENGTH, "user_id", userId);
        }
    }

    /**
     * The one with the newest message first. One in which somebody speaks between two pages moves to the front, and is
     * told of by its message.
     *
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST}
     */
    @GET
    @Operation(summary = "List the caller's conversations, the one with the newest message first")
    public Room.Page list(
            @RestQuery @DefaultValue("100") int limit,
            @RestQuery @Nullable String cursor,
            @Context SecurityContext caller) {
        TimeCursor.requireLimit(limit);
        TimePage<Room> page = rooms.of(user(caller), TimeCursor.of(cursor), limit);
        return new Room.Page(page.items(), page.nextCursor());
    }

    /** Begins a conversation with contacts: 201, or 200 if it is there already. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Begin a conversation with contacts, or get the one that is there")
    @APIResponse(responseCode = "200", description = "It was there")
    @APIResponseSchema(value = Room.class, responseCode = "201", responseDescription = "Begun")
    public RestResponse<Room> open(RoomDraft draft, @Context SecurityContext caller) {
        Required.field("body", draft);
        RoomService.Opened opened = rooms.open(user(caller), draft);
        return RestResponse.status(
                opened.isNew() ? RestResponse.Status.CREATED : RestResponse.Status.OK, opened.room());
    }

    @GET
    @Path("/{room}")
    @Operation(summary = "Show one of the caller's conversations")
    public Room one(@RestPath("room") UUID roomId, @Context SecurityContext caller) {
        return rooms.one(user(caller), roomId);
    }

    /**
     * The last messages, oldest first; with {@code after_seq}, those after it.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND}, {@link ProblemType#INVALID_REQUEST}
     */
    @GET
    @Path("/{room}/messages")
    @Operation(summary = "List the last messages of a conversation, oldest first")
    public Message.Page messages(
            @RestPath("room") UUID roomId,
            @RestQuery("after_seq") @DefaultValue("0") long afterSeq,
            @RestQuery @DefaultValue("100") int limit,
            @Context SecurityContext caller) {
        TimeCursor.requireLimit(limit);
        return new Message.Page(chat.read(user(caller), roomId, afterSeq, limit));
    }

    /** Says something: 201; the same {@code client_message_id} again is 200 and the same message. */
    @POST
    @Path("/{room}/messages")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Send a message to a conversation, once per client_message_id")
    @APIResponse(responseCode = "200", description = "It was said before")
    @APIResponseSchema(value = ChatEvent.ChatMessage.class, responseCode = "201", responseDescription = "Said")
    public RestResponse<ChatEvent.ChatMessage> send(
            @RestPath("room") UUID roomId,
            MessageDraft draft,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        Required.field("body", draft);
        ChatService.Sent sent =
                chat.send(user(caller), roomId, draft, TraceFilter.of(http).toString());
        return RestResponse.status(
                sent.replayed() ? RestResponse.Status.OK : RestResponse.Status.CREATED, sent.message());
    }

    /** Shows the others who are connected that the caller is writing, or has stopped. */
    @POST
    @Path("/{room}/typing")
    @Operation(summary = "Show others in a conversation that the caller is typing, or stopped")
    @Consumes(MediaType.APPLICATION_JSON)
    public void typing(@RestPath("room") UUID roomId, Typing typing, @Context SecurityContext caller) {
        Required.field("body", typing);
        passing.typing(user(caller), roomId, typing.typing());
    }

    /** Lets a contact into a group of which the caller is the owner. */
    @POST
    @Path("/{room}/members")
    @Operation(summary = "Add a contact to a group, as its owner")
    @Consumes(MediaType.APPLICATION_JSON)
    public Room add(@RestPath("room") UUID roomId, NewMember member, @Context SecurityContext caller) {
        Required.field("body", member);
        RoomService.Opened added = rooms.add(user(caller), roomId, member.userId());
        Room room = added.room();
        if (added.isNew()) {
            passing.changed(room.memberIds(), roomId, member.userId(), ChatPassingService.Change.ADDED, user(caller));
        }
        return room;
    }

    /** Leaves a group, or, as its owner, sends somebody away. */
    @DELETE
    @Path("/{room}/members/{user_id}")
    @Operation(summary = "Leave a group, or send a member away as its owner")
    public void remove(
            @RestPath("room") UUID roomId, @RestPath("user_id") String userId, @Context SecurityContext caller) {
        Room before = rooms.remove(user(caller), roomId, userId);
        boolean leaves = userId.equals(user(caller));
        passing.changed(
                before.memberIds(),
                roomId,
                userId,
                leaves ? ChatPassingService.Change.LEFT : ChatPassingService.Change.REMOVED,
                user(caller));
    }

    private static String user(SecurityContext caller) {
        return caller.getUserPrincipal().getName();
    }
}
