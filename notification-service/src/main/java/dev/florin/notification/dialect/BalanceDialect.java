package dev.florin.notification.dialect;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.event.AccountEvent;
import dev.florin.common.event.AlertEvent;
import dev.florin.common.event.ChatEvent;
import dev.florin.common.event.Delivery;
import dev.florin.common.event.EscrowEvent;
import dev.florin.common.event.EventType;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.event.PurchaseEvent;
import dev.florin.common.event.RailEvent;
import dev.florin.common.event.RedPacketEvent;
import dev.florin.common.event.RefundEvent;
import dev.florin.common.json.Json;
import dev.florin.notification.feed.Command;
import dev.florin.notification.feed.Dialect;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Signal;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of seed 004 (2.2): {@code {type: balance_update, balance, transaction, timestamp}}, and nothing else.
 * Which wallet it is, what of it is available and pending, and its version stand beside that. Anything the client says
 * keeps the connection alive.
 */
public final class BalanceDialect implements Dialect {
    @Override
    public String name() {
        return "balance";
    }

    @Override
    public boolean shows(Delivery delivery) {
        return delivery == Delivery.LATEST;
    }

    @Override
    public @Nullable String text(Notice notice) {
        if (!notice.type().equals(EventType.BALANCE_UPDATE.wireName())) {
            return null;
        }
        return switch (notice.event()) {
            case FlorinEvent.BalanceUpdate update -> json(message(update, notice.time()));
            case FlorinEvent.CreditAdded _,
                    FlorinEvent.CreditDeducted _,
                    FlorinEvent.TransactionNotification _,
                    FlorinEvent.PaymentReceived _,
                    FlorinEvent.TransferUpdate _,
                    FlorinEvent.FiguresChanged _,
                    FlorinEvent.SecurityAlert _,
                    FlorinEvent.SystemAlert _,
                    RailEvent _,
                    PurchaseEvent _,
                    AlertEvent _,
                    RefundEvent _,
                    ChatEvent _,
                    EscrowEvent _,
                    RedPacketEvent _,
                    AccountEvent _ -> null;
        };
    }

    @Override
    public @Nullable String text(Signal signal) {
        return switch (signal) {
            case Signal.Failure failure -> FrameJson.error(failure);
            case Signal.Connected _, Signal.Pong _, Signal.Filtered _, Signal.Refreshed _, Signal.Resync _ -> null;
        };
    }

    /** A refresh is understood here too; the rest is a sign of life. */
    @Override
    public Command command(String text) {
        if (!text.startsWith("{")) {
            return new Command.KeepAlive();
        }
        Command command = CommandJson.read(
                text,
                message -> CommandJson.word(message).equals("refresh")
                        ? new Command.Refresh(CommandJson.text(message, "token"))
                        : new Command.KeepAlive());
        return command instanceof Command.Unknown ? new Command.KeepAlive() : command;
    }

    /** The fields of the seed first, in its order. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    private record Message(
            String type,
            BigDecimal balance,
            FlorinEvent.@Nullable Transaction transaction,
            Instant timestamp,
            String walletId,
            String currency,
            BigDecimal availableBalance,
            BigDecimal pendingBalance,
            long version) {}

    private static Message message(FlorinEvent.BalanceUpdate update, Instant time) {
        return new Message(
                EventType.BALANCE_UPDATE.wireName(),
                update.balance(),
                update.transaction(),
                time,
                update.walletId(),
                update.currency(),
                update.availableBalance(),
                update.pendingBalance(),
                update.version());
    }

    private static String json(Message message) {
        try {
            return Json.mapper().writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
