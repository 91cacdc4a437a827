package dev.florin.notification.channel;

import dev.florin.common.event.Priority;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.preference.Channel;
import dev.florin.notification.preference.Preferences;
import java.time.Instant;
import java.util.List;

/** A notification's way to its user by one channel. */
final class Delivery {
    private Delivery() {}

    /** Which one. */
    record Key(String userId, long seq, Channel channel) {}

    /** One to be kept; a digest waits for others until it is due. */
    record Planned(Key key, boolean digest, Instant dueAt) {}

    /** One that was taken, and how often that was so by now. */
    record Taken(Key key, boolean digest, int attempts, Priority priority, Notice notice) {}

    /** What goes to one user by one channel as one message: a single notification, or the digest of several. */
    record Parcel(String userId, Channel channel, Preferences preferences, boolean digest, List<Taken> deliveries) {
        Parcel {
            deliveries = List.copyOf(deliveries);
        }

        boolean isCritical() {
            return deliveries.stream().anyMatch(taken -> taken.priority() == Priority.CRITICAL);
        }
    }
}
