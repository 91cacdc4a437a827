package dev.florin.notification.chat;

import dev.florin.common.id.Ids;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A conversation that somebody wants to have.
 *
 * @param members whom to talk to, without the caller: exactly one in a direct conversation
 * @param title of a group: 1 to {@value #MAX_TITLE_LENGTH} characters
 * @param clientRoomId what the client calls a new group, so that asking again makes no second one
 */
public record RoomDraft(
        Room.Kind kind,
        List<String> members,
        @Nullable String title,
        @Nullable String clientRoomId) {
    static final int MAX_TITLE_LENGTH = 100;
    private static final int MAX_CLIENT_ID_LENGTH = 64;

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} */
    // What comes off the wire may lack anything, whatever the types say.
    @SuppressWarnings("ConstantValue")
    public RoomDraft {
        Required.field("kind", kind);
        members = members == null ? List.of() : members.stream().distinct().toList();
        for (String member : members) {
            Required.field("members", member);
            Required.atMost(Caller.MAX_ID_LENGTH, "members", member);
        }
        Required.atMost(MAX_TITLE_LENGTH, "title", title);
        Required.atMost(MAX_CLIENT_ID_LENGTH, "client_room_id", clientRoomId);
        switch (kind) {
            case DIRECT -> {
                if (members.size() != 1) {
                    throw Required.invalid("members", "names the one other person");
                }
                if (title != null) {
                    throw Required.invalid("title", "is for groups");
                }
            }
            case GROUP -> Required.field("title", title);
        }
    }

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} if somebody wants to talk to themselves */
    List<String> others(String creator) {
        if (members.contains(creator)) {
            throw Required.invalid("members", "must be others than the caller");
        }
        return members;
    }

    /** Two people have one direct conversation, whoever began it. */
    UUID roomId(String creator) {
        return switch (kind) {
            case DIRECT -> {
                List<String> two =
                        Stream.of(creator, members.getFirst()).sorted().toList();
                yield Ids.derived("chat-direct", two.getFirst(), two.getLast());
            }
            case GROUP -> clientRoomId == null ? Ids.fresh() : Ids.derived("chat-group", creator, clientRoomId);
        };
    }
}
