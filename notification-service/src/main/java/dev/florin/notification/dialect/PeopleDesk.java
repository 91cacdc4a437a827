package dev.florin.notification.dialect;

import dev.florin.common.event.ChatEvent;
import dev.florin.common.json.Json;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.trace.TraceParent;
import dev.florin.notification.chat.ChatPassingService;
import dev.florin.notification.chat.ChatService;
import dev.florin.notification.chat.MessageDraft;
import dev.florin.notification.feed.Command;
import dev.florin.notification.feed.Desk;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.Frame;
import dev.florin.notification.feed.Signal;
import dev.florin.notification.presence.PresenceService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Lets clients of the notifications dialect talk to each other without a request for each word. */
final class PeopleDesk implements Desk {
    private static final Reply DONE = new Reply.Obey(new Command.KeepAlive());

    private final ChatService chat;
    private final ChatPassingService passing;
    private final PresenceService presence;
    private final Executor executor;

    /** @param executor runs what blocks */
    PeopleDesk(ChatService chat, ChatPassingService passing, PresenceService presence, Executor executor) {
        this.chat = chat;
        this.passing = passing;
        this.presence = presence;
        this.executor = executor;
    }

    @Override
    public CompletionStage<Reply> answer(FeedSession session, Command.Ask ask) {
        return CompletableFuture.supplyAsync(() -> reply(session, ask), executor);
    }

    private Reply reply(FeedSession session, Command.Ask ask) {
        try {
            return switch (ask) {
                case NotificationsDialect.ChatSend said -> send(session.userId(), said);
                case NotificationsDialect.Typing typing -> {
                    passing.typing(session.userId(), typing.roomId(), typing.typing());
                    yield DONE;
                }
                case NotificationsDialect.Away away -> {
                    presence.away(session.userId(), session.id(), away.away());
                    yield DONE;
                }
                default -> throw new IllegalStateException("not a command of this dialect: " + ask);
            };
        } catch (FlorinException e) {
            return refusal(e);
        }
    }

    private Reply send(String userId, NotificationsDialect.ChatSend said) {
        MessageDraft draft = new MessageDraft(said.text(), said.clientMessageId());
        ChatEvent.ChatMessage message = chat.send(
                        userId, said.roomId(), draft, TraceParent.start().toString())
                .message();
        var frame = FrameJson.message("chat_sent", message.sentAt());
        frame.putObject("data")
                .put("room_id", message.roomId().toString())
                .put("client_message_id", message.clientMessageId())
                .put("message_id", message.messageId().toString())
                .put("room_seq", message.roomSeq())
                .put("sent_at", Json.text(message.sentAt()));
        return new Reply.Say(Frame.text(frame.toString()));
    }

    /** What a client can avoid counts against it; that somebody else removed a contact does not. */
    private static Reply refusal(FlorinException e) {
        return switch (e.type()) {
            case NOT_A_CONTACT, TOO_BUSY ->
                new Reply.Tell(new Signal.Failure(e.type().code(), e.detail()));
            default -> new Reply.Obey(new Command.Unknown(e.type().code(), e.detail()));
        };
    }
}
