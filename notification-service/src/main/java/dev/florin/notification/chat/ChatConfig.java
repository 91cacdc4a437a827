package dev.florin.notification.chat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much may be said, to how many, and how long it is kept. */
@ConfigMapping(prefix = "florin.chat")
public interface ChatConfig {
    /** Members of a group. */
    @WithDefault("100")
    int maxMembers();

    /** Groups of a user. */
    @WithDefault("200")
    int maxRooms();

    /** Characters (UTF-16) of a message. */
    @WithDefault("4000")
    int maxTextLength();

    /** Messages of a user in any minute, in all rooms and on all nodes. */
    @WithDefault("60")
    int messagesPerMinute();

    /** How often a room is shown that the same user is typing; what is said in between is not passed on. */
    @WithDefault("PT3S")
    Duration typingEvery();

    /** How many of a room's last messages can be read. */
    @WithDefault("100")
    int shownMessages();

    /**
     * How long a message can be read, in its room and in the inboxes; and how long a repeated {@code client_message_id}
     * is known.
     */
    @WithDefault("PT24H")
    Duration kept();

    /** How often old messages are looked for. */
    @WithDefault("PT10M")
    Duration retentionEvery();

    /** Messages deleted in one transaction, with their texts in the inboxes of all members. */
    @WithDefault("1000")
    int retentionBatch();
}
