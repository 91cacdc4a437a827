package dev.florin.notification.channel;

import dev.florin.notification.preference.Channel;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** The channels that this installation has. */
@Singleton
class OpenService {
    private final Map<Channel, Sender> senders = new EnumMap<>(Channel.class);

    OpenService(Instance<Sender> all) {
        all.stream().filter(Sender::isOpen).forEach(sender -> senders.put(sender.channel(), sender));
    }

    Set<Channel> open() {
        return Set.copyOf(senders.keySet());
    }

    /** A channel that has been closed since keeps what is due for it, until it is given up. */
    Outcome send(Delivery.Parcel parcel) {
        Sender sender = senders.get(parcel.channel());
        return sender == null ? new Outcome.Later(Duration.ZERO, "the channel is not configured") : sender.send(parcel);
    }
}
