package dev.florin.notification.inbox;

import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides, without a database, what a batch changes: given what was there when its users' feeds were locked. The same
 * batch decided again changes nothing.
 */
final class Ingest {
    private Ingest() {}

    /** An event and one of its recipients. */
    record Delivery(String eventId, String userId) {}

    /** A value that a user knows. */
    record Value(String userId, String key) {}

    /** Where a user's feed stands. */
    record FeedState(long lastSeq, long revision) {}

    /** What was there. */
    record Before(
            Map<String, FeedState> feeds, Set<Delivery> delivered, Map<Value, Long> versions, Set<String> announced) {
        static final Before NOTHING = new Before(Map.of(), Set.of(), Map.of(), Set.of());
    }

    /** A notification to be kept. */
    record NewNotification(Arrival arrival, String userId, long seq) {
        Companion.Kept kept(Instant now) {
            return new Companion.Kept(userId, seq, arrival.notice(new Place.Stream(seq), now), arrival.priority());
        }
    }

    /** A value to be replaced; of several in one batch only the newest. */
    record NewValue(Arrival arrival, String userId, Place.Latest place) {}

    /**
     * What changes.
     *
     * @param feeds of the users for whom something changes, as they are afterwards
     * @param circulars critical messages to everyone, who are told afterwards, some at a time
     * @param notices what each user is to be told now, in the order of the batch
     */
    record Changes(
            List<NewNotification> notifications,
            Map<Value, NewValue> values,
            Map<String, FeedState> feeds,
            List<Arrival> announcements,
            List<Arrival> circulars,
            Map<String, List<Notice>> notices) {
        boolean isEmpty() {
            return tellsNobodyNow() && circulars.isEmpty();
        }

        boolean tellsNobodyNow() {
            return notifications.isEmpty() && values.isEmpty() && announcements.isEmpty();
        }
    }

    /** Every event of the batch with every recipient of its own, in order. */
    static List<Delivery> deliveries(Collection<Arrival> batch) {
        return batch.stream()
                .flatMap(arrival -> arrival.audience().stream().map(user -> new Delivery(arrival.id(), user)))
                .toList();
    }

    static Changes decide(List<Arrival> batch, Before before, Instant now) {
        Decision decision = new Decision(before, now);
        batch.forEach(decision::take);
        return decision.changes();
    }

    private static final class Decision {
        private final Before before;
        private final Instant now;
        private final Set<Delivery> delivered;
        private final Set<String> announced;
        private final Map<Value, Long> versions;
        private final Map<String, Long> lastSeqs = new HashMap<>();
        private final List<NewNotification> notifications = new ArrayList<>();
        private final Map<Value, NewValue> values = new LinkedHashMap<>();
        private final List<Arrival> announcements = new ArrayList<>();
        private final List<Arrival> circulars = new ArrayList<>();
        private final Map<String, List<Notice>> notices = new LinkedHashMap<>();

        Decision(Before before, Instant now) {
            this.before = before;
            this.now = now;
            this.delivered = new HashSet<>(before.delivered());
            this.announced = new HashSet<>(before.announced());
            this.versions = new HashMap<>(before.versions());
        }

        void take(Arrival arrival) {
            if (arrival.isForEveryone()) {
                if (announced.add(arrival.id())) {
                    (arrival.isCircular() ? circulars : announcements).add(arrival);
                }
                return;
            }
            for (String user : arrival.audience()) {
                if (arrival.latest().isPresent()) {
                    replace(arrival, user, arrival.latest().get());
                } else if (delivered.add(new Delivery(arrival.id(), user))) {
                    append(arrival, user);
                }
            }
        }

        private void append(Arrival arrival, String user) {
            long seq = lastSeqs.getOrDefault(user, feed(user).lastSeq()) + 1;
            lastSeqs.put(user, seq);
            notifications.add(new NewNotification(arrival, user, seq));
            tell(user, arrival.notice(new Place.Stream(seq), now));
        }

        private void replace(Arrival arrival, String user, Place.Latest place) {
            Value value = new Value(user, place.key());
            Long known = versions.get(value);
            if (known == null || place.version() > known) {
                versions.put(value, place.version());
                values.put(value, new NewValue(arrival, user, place));
                tell(user, arrival.notice(place, now));
            }
        }

        private void tell(String user, Notice notice) {
            notices.computeIfAbsent(user, _ -> new ArrayList<>()).add(notice);
        }

        private FeedState feed(String user) {
            return before.feeds().getOrDefault(user, new FeedState(0, 0));
        }

        Changes changes() {
            Map<String, FeedState> feeds = new LinkedHashMap<>();
            for (String user : notices.keySet()) {
                FeedState old = feed(user);
                feeds.put(user, new FeedState(lastSeqs.getOrDefault(user, old.lastSeq()), old.revision() + 1));
            }
            return new Changes(notifications, values, feeds, announcements, circulars, notices);
        }
    }
}
