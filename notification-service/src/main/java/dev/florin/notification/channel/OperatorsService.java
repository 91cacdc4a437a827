package dev.florin.notification.channel;

import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.EventType;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.id.Ids;
import dev.florin.notification.broadcast.BroadcastService;
import dev.florin.notification.inbox.InboxService;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells operators of what was given up: one alert per user, channel and day, so that no user can flood them. Where
 * nobody is named as an operator, administrators are told, as far as they come; of all users together, for what is said
 * to a role is kept and looked at whenever somebody connects.
 */
@Singleton
class OperatorsService {
    private final InboxService inbox;
    private final BroadcastService broadcasts;
    private final List<String> operators;
    private final Clock clock;
    /** On which day administrators were told last, by channel: it is found out for whom, each time that they are. */
    private final Map<String, String> warned = new ConcurrentHashMap<>();

    OperatorsService(InboxService inbox, BroadcastService broadcasts, ChannelConfig config, Clock clock) {
        this.inbox = inbox;
        this.broadcasts = broadcasts;
        this.operators = config.operators().orElse(List.of());
        this.clock = clock;
    }

    /** Telling again is telling once. */
    void tell(Delivery.Parcel parcel) {
        Instant now = clock.instant();
        String today = now.atZone(ZoneOffset.UTC).toLocalDate().toString();
        String channel = parcel.channel().wireName();
        if (operators.isEmpty()) {
            if (!today.equals(warned.get(channel))) {
                broadcasts.warnAdministrators(
                        "delivery-failed:" + channel + ":" + today,
                        "Not everybody could be reached by " + channel + " on " + today + "; the log says whom.");
                warned.put(channel, today);
            }
        } else if (!isOperatorsAlert(parcel)) {
            String message = "User " + parcel.userId() + " could not be reached by " + channel + ".";
            String id = Ids.derived("delivery-failed", parcel.userId(), channel, today)
                    .toString();
            inbox.tell(List.of(EventEnvelope.of(
                    id,
                    "/notification-service",
                    now,
                    new FlorinEvent.SystemAlert(message, "critical"),
                    operators,
                    null,
                    null)));
        }
    }

    /** That an operator cannot be told of what is given up is not told to operators: it would never end. */
    private boolean isOperatorsAlert(Delivery.Parcel parcel) {
        return operators.contains(parcel.userId())
                && parcel.deliveries().stream()
                        .allMatch(taken -> taken.notice().type().equals(EventType.SYSTEM_ALERT.wireName()));
    }
}
