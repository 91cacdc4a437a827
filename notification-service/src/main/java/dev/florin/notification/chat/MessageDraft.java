package dev.florin.notification.chat;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;

/**
 * What somebody wants to say.
 *
 * @param clientMessageId made by the client, new for every message: up to {@value #MAX_ID_LENGTH} characters. The same
 *     again is the same message
 */
public record MessageDraft(String text, String clientMessageId) {
    private static final int MAX_ID_LENGTH = 64;

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} */
    public MessageDraft {
        Required.field("text", text);
        Required.storable(text);
        Required.field("client_message_id", clientMessageId);
        Required.atMost(MAX_ID_LENGTH, "client_message_id", clientMessageId);
        Required.storable(clientMessageId);
    }
}
