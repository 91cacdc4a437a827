package dev.florin.notification.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.florin.common.event.ChatEvent.ChatMessage;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where people talk, and who may do what there.
 *
 * @param title of a group
 * @param lastSeq the number of its last message; 0 if there is none yet
 * @param members those who were there first come first
 * @param lastMessage the newest that its reader may still read; absent if there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Room(
        UUID roomId,
        Kind kind,
        @Nullable String title,
        Instant createdAt,
        long lastSeq,
        List<Member> members,
        @Nullable ChatMessage lastMessage) {
    public Room {
        members = members.stream()
                .sorted(Comparator.comparing(Member::joinedAt).thenComparing(Member::userId))
                .toList();
    }

    public enum Kind {
        /** Two people, for good. */
        @JsonProperty("direct")
        DIRECT,
        /** Whoever its owner lets in. */
        @JsonProperty("group")
        GROUP
    }

    public enum Role {
        @JsonProperty("owner")
        OWNER,
        @JsonProperty("member")
        MEMBER
    }

    public record Member(String userId, Role role, Instant joinedAt) {}

    /**
     * Some of a user's rooms; the one with the newest message comes first.
     *
     * @param nextCursor what to send as {@code cursor} for the next page; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(List<Room> conversations, @Nullable String nextCursor) {
        public Page {
            conversations = List.copyOf(conversations);
        }
    }

    /** When something was last said that its reader may still read; where there is nothing, when it began. */
    Instant changedAt() {
        return lastMessage == null ? createdAt : lastMessage.sentAt();
    }

    boolean has(String userId) {
        return members.stream().anyMatch(member -> member.userId().equals(userId));
    }

    List<String> memberIds() {
        return members.stream().map(Member::userId).toList();
    }

    /** Everybody but this one. */
    List<String> others(String userId) {
        return memberIds().stream().filter(other -> !other.equals(userId)).toList();
    }

    /**
     * @throws FlorinException {@link ProblemType#FORBIDDEN} unless it is the owner; {@link ProblemType#MEMBERS_FIXED};
     *     {@link ProblemType#QUOTA_EXCEEDED}
     */
    void requireMayAdd(String actor, String added, int maxMembers) {
        requireGroup();
        requireOwner(actor);
        if (!has(added) && members.size() >= maxMembers) {
            throw new FlorinException(ProblemType.QUOTA_EXCEEDED, "A group has " + maxMembers + " members at most.");
        }
    }

    /**
     * Everybody may leave; only the owner sends others away.
     *
     * @throws FlorinException {@link ProblemType#FORBIDDEN}, {@link ProblemType#MEMBERS_FIXED},
     *     {@link ProblemType#NOT_FOUND} if there is no such member
     */
    void requireMayRemove(String actor, String removed) {
        requireGroup();
        if (!actor.equals(removed)) {
            requireOwner(actor);
        }
        if (!has(removed)) {
            throw new FlorinException(ProblemType.NOT_FOUND, "The conversation has no such member.");
        }
    }

    /** Who owns the room when this one is gone: who was there first. Empty if nothing changes, or nobody is left. */
    Optional<String> successorOf(String leaving) {
        boolean ownerLeaves =
                members.stream().anyMatch(member -> member.userId().equals(leaving) && member.role() == Role.OWNER);
        return ownerLeaves ? others(leaving).stream().findFirst() : Optional.empty();
    }

    private void requireGroup() {
        if (kind == Kind.DIRECT) {
            throw new FlorinException(ProblemType.MEMBERS_FIXED, "A direct conversation keeps its two members.");
        }
    }

    private void requireOwner(String actor) {
        boolean owns =
                members.stream().anyMatch(member -> member.userId().equals(actor) && member.role() == Role.OWNER);
        if (!owns) {
            throw new FlorinException(ProblemType.FORBIDDEN, "Only the owner of the conversation may do this.");
        }
    }
}
