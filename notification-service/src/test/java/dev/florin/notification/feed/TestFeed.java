package dev.florin.notification.feed;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.event.Delivery;
import dev.florin.common.test.MovableClock;
import dev.florin.notification.Some;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A feed by hand: one thread, a history in memory, a wire that blocks at will. Its user has five notifications. */
final class TestFeed {
    private static final int QUEUE_BYTES = 400;
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);

    final MovableClock clock = new MovableClock(Some.NOON);
    final Past past = new Past();
    final Plain dialect = new Plain();
    final EmbeddedChannel channel = new EmbeddedChannel();
    final List<Runnable> reading = new ArrayList<>();
    final Feed feed;
    final FakeWire wire = new FakeWire();

    /** Says what a notice is, in a word. */
    static final class Plain implements Dialect {
        boolean passes = true;
        /** How often it was asked for the words of a notice. */
        int texts;

        @Override
        public String name() {
            return "plain";
        }

        @Override
        public boolean shows(Delivery delivery) {
            return passes || delivery != Delivery.PASSING;
        }

        @Override
        public String text(Notice notice) {
            texts++;
            return switch (notice.place()) {
                case Place.Stream(long seq) -> "#" + seq + notice.data();
                case Place.Latest(String key, long version) -> key + "=" + version + notice.data();
                case Place.Announcement(long pos) -> "!" + pos;
                case Place.Passing _ -> "~" + notice.data();
            };
        }

        @Override
        public @Nullable String text(Signal signal) {
            return switch (signal) {
                case Signal.Connected connected -> "hello " + connected.seq();
                case Signal.Resync resync -> "resync " + resync.reason() + " " + resync.seq();
                case Signal.Pong _, Signal.Filtered _, Signal.Refreshed _, Signal.Failure _ -> null;
            };
        }

        @Override
        public Command command(String text) {
            return new Command.KeepAlive();
        }
    }

    /** What is committed, in memory. */
    static final class Past implements History {
        long first = 1;
        long last;
        long revision;
        long announced;
        final Map<String, Long> values = new LinkedHashMap<>();
        final List<Notice> announcements = new ArrayList<>();
        int pagesRead;
        int standingsRead;

        @Override
        public List<Standing> standings(Collection<String> users) {
            standingsRead++;
            List<Notice> latest = values.entrySet().stream()
                    .map(value -> notice(new Place.Latest(value.getKey(), value.getValue()), ""))
                    .toList();
            return users.stream()
                    .map(user -> new Standing(user, last, first, revision, announced, latest))
                    .toList();
        }

        @Override
        public Map<Range, List<Notice>> pages(Collection<Range> ranges) {
            pagesRead++;
            Map<Range, List<Notice>> pages = new HashMap<>();
            for (Range range : ranges) {
                pages.put(
                        range,
                        LongStream.rangeClosed(Math.max(first, range.after() + 1), Math.min(last, range.after() + PAGE))
                                .mapToObj(seq -> notice(new Place.Stream(seq), ""))
                                .toList());
            }
            return pages;
        }

        @Override
        public List<Notice> announcements(long after) {
            return announcements.stream()
                    .filter(one -> one.place() instanceof Place.Announcement(long pos) && pos > after)
                    .toList();
        }

        @Override
        public List<String> risen(Map<String, Long> revisions) {
            return revisions.entrySet().stream()
                    .filter(known -> known.getValue() < revision)
                    .map(Map.Entry::getKey)
                    .toList();
        }

        @Override
        public long epoch() {
            return 7;
        }
    }

    static Notice notice(Place place, String data) {
        return new Notice("id", "payment_received", Some.NOON, data, place, Some.NOON);
    }

    TestFeed() {
        this(9, 3);
    }

    /**
     * @param places on all nodes
     * @param here on this one
     */
    TestFeed(int places, int here) {
        FeedLimits limits = new FeedLimits(places, here, 2, QUEUE_BYTES, HEARTBEAT, 2);
        FeedMeters meters = new FeedMeters(new SimpleMeterRegistry(), List.of(dialect));
        feed = new Feed(past, limits, meters, clock, reading::add);
        past.last = 5;
        past.revision = 5;
    }

    FeedSession open(FakeWire to, OptionalLong since) {
        return open("alice", to, since);
    }

    FeedSession open(String user, FakeWire to, OptionalLong since) {
        assertTrue(feed.reserve());
        return feed.open(
                new Subscriber(user, Set.of("user"), Some.NOON, Some.NOON.plus(Duration.ofHours(1)), null),
                dialect,
                to,
                channel.eventLoop(),
                new FeedSession.Wish(TypeFilter.ALL, since, OptionalLong.empty()));
    }

    /** Lets everything happen that is due. */
    void settle() {
        channel.runPendingTasks();
        while (!reading.isEmpty()) {
            List<Runnable> due = List.copyOf(reading);
            reading.clear();
            due.forEach(Runnable::run);
            channel.runPendingTasks();
        }
    }

    void publish(long... seqs) {
        for (long seq : seqs) {
            feed.publish("alice", past.revision + 1, List.of(notice(new Place.Stream(seq), "")), 0);
            past.revision++;
        }
        settle();
    }

    List<String> shown() {
        List<String> shown = List.copyOf(wire.written);
        wire.written.clear();
        return shown;
    }

    static Notice passing(@Nullable String key, String data) {
        return notice(new Place.Passing(key), data);
    }
}
