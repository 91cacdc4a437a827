package dev.florin.notification.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One connection's place in its stream, by hand: one thread, a history in memory, a wire that blocks at will. */
class FeedTest {
    private static final FeedLimits LIMITS = new FeedLimits(3, 2, 400, Duration.ofSeconds(30), 2);

    private final MovableClock clock = new MovableClock(Some.NOON);
    private final Past past = new Past();
    private final Plain dialect = new Plain();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<Runnable> reading = new ArrayList<>();
    private final Feed feed =
            new Feed(past, LIMITS, new FeedMeters(new SimpleMeterRegistry(), List.of(dialect)), clock, reading::add);
    private final FakeWire wire = new FakeWire();

    /** Says what a notice is, in a word. */
    private static final class Plain implements Dialect {
        boolean passes = true;

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
    private static final class Past implements History {
        long first = 1;
        long last;
        long revision;
        long announced;
        final Map<String, Long> values = new LinkedHashMap<>();
        final List<Notice> announcements = new ArrayList<>();
        int pagesRead;

        @Override
        public List<Standing> standings(Collection<String> users) {
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

    private static Notice notice(Place place, String data) {
        return new Notice("id", "payment_received", Some.NOON, data, place, Some.NOON);
    }

    private FeedSession open(FakeWire to, OptionalLong since) {
        assertTrue(feed.reserve());
        return feed.open(
                new Subscriber("alice", Set.of("user"), Some.NOON, Some.NOON.plus(Duration.ofHours(1)), null),
                dialect,
                to,
                channel.eventLoop(),
                new FeedSession.Wish(TypeFilter.ALL, since, OptionalLong.empty()));
    }

    /** Lets everything happen that is due. */
    private void settle() {
        channel.runPendingTasks();
        while (!reading.isEmpty()) {
            List<Runnable> due = List.copyOf(reading);
            reading.clear();
            due.forEach(Runnable::run);
            channel.runPendingTasks();
        }
    }

    private void publish(long... seqs) {
        for (long seq : seqs) {
            feed.publish("alice", past.revision + 1, List.of(notice(new Place.Stream(seq), "")), 0);
            past.revision++;
        }
        settle();
    }

    private List<String> shown() {
        List<String> shown = List.copyOf(wire.written);
        wire.written.clear();
        return shown;
    }

    @BeforeEach
    void begin() {
        past.last = 5;
        past.revision = 5;
    }

    @Test
    void startsNow() {
        open(wire, OptionalLong.empty());
        settle();
        past.last = 6;
        publish(6);
        assertEquals(List.of("hello 5", "#6"), shown());
    }

    @Test
    void fillsAGapBeforeItGoesOn() {
        open(wire, OptionalLong.empty());
        settle();
        past.last = 8;
        publish(8);
        assertEquals(List.of("hello 5", "#6", "#7", "#8"), shown());
        publish(7, 6, 8);
        assertEquals(List.of(), shown());
    }

    @Test
    void missesNothingThatComesWhileItOpens() {
        open(wire, OptionalLong.empty());
        past.values.put("w", 3L);
        feed.publish("alice", 6, List.of(notice(new Place.Latest("w", 4), ""), notice(new Place.Stream(6), "")), 0);
        channel.runPendingTasks();
        Runnable first = reading.removeFirst();
        first.run();
        past.last = 6;
        past.values.put("w", 4L);
        settle();
        assertEquals(List.of("hello 5", "w=3", "w=4", "#6"), shown());
    }

    @Test
    void readsHistoryOnlyAsFastAsTheClientDoes() {
        past.last = 450;
        FeedSession session = open(wire, OptionalLong.of(0));
        settle();
        shown();
        wire.writable = false;
        session.resume(400, OptionalLong.empty());
        settle();
        assertEquals(3, past.pagesRead);
        wire.writable = true;
        session.writable();
        settle();
        assertEquals(50, shown().size());
        assertEquals(0, wire.closeCode);
    }

    @Test
    void resumesInOrder() {
        past.last = 450;
        open(wire, OptionalLong.of(0));
        settle();
        List<String> expected = new ArrayList<>(List.of("hello 0"));
        LongStream.rangeClosed(1, 450).forEach(seq -> expected.add("#" + seq));
        assertEquals(expected, shown());
        assertEquals(3, past.pagesRead);
    }

    @Test
    void saysWhenItCannotTellAll() {
        past.first = 4;
        open(wire, OptionalLong.of(2));
        settle();
        assertEquals(List.of("hello 5", "resync history-cut 5"), shown());
        FakeWire other = new FakeWire();
        open(other, OptionalLong.of(3));
        settle();
        assertEquals(List.of("hello 3", "#4", "#5"), other.written);
        FakeWire ahead = new FakeWire();
        open(ahead, OptionalLong.of(6));
        settle();
        assertEquals(List.of("hello 5", "resync unknown-position 5"), ahead.written);
    }

    @Test
    void theOldestConnectionGoesWhenAUserHasTooMany() {
        open(wire, OptionalLong.empty());
        open(new FakeWire(), OptionalLong.empty());
        settle();
        assertEquals(0, wire.closeCode);
        FakeWire third = new FakeWire();
        open(third, OptionalLong.empty());
        settle();
        assertEquals(3504, wire.closeCode);
        assertEquals(0, third.closeCode);
        assertEquals(2, feed.connections());
    }

    @Test
    void theNodeTakesNoMoreThanItCan() {
        assertTrue(feed.reserve());
        assertTrue(feed.reserve());
        assertTrue(feed.reserve());
        assertFalse(feed.reserve());
        feed.release();
        assertTrue(feed.reserve());
    }

    @Test
    void valuesNeverGoBackAndAreSentAgainOnResume() {
        past.values.put("w", 3L);
        FeedSession session = open(wire, OptionalLong.empty());
        settle();
        feed.publish("alice", 6, List.of(notice(new Place.Latest("w", 5), "")), 0);
        feed.publish("alice", 7, List.of(notice(new Place.Latest("w", 4), "")), 0);
        settle();
        assertEquals(List.of("hello 5", "w=3", "w=5"), shown());
        past.values.put("w", 5L);
        session.resume(5, OptionalLong.empty());
        settle();
        assertEquals(List.of("w=5"), shown());
    }

    @Test
    void aSlowClientGetsTheNewestValuesAndThenIsLetGo() {
        open(wire, OptionalLong.empty());
        settle();
        shown();
        wire.writable = false;
        String filler = "x".repeat(90);
        for (int version = 1; version <= 20; version++) {
            feed.publish("alice", 5 + version, List.of(notice(new Place.Latest("w", version), filler)), 0);
        }
        settle();
        assertEquals(0, wire.closeCode);
        wire.writable = true;
        feed.sessions().getFirst().writable();
        assertEquals("w=20" + filler, wire.written.getLast());
        assertTrue(wire.written.size() < 5, wire.written.toString());
        wire.writable = false;
        for (int seq = 6; seq <= 12; seq++) {
            feed.publish("alice", 20 + seq, List.of(notice(new Place.Stream(seq), filler)), 0);
        }
        settle();
        assertEquals(3008, wire.closeCode);
        assertEquals(0, feed.connections());
    }

    @Test
    void manyFramesAreOneFlush() {
        open(wire, OptionalLong.empty());
        settle();
        int before = wire.flushes;
        past.last = 15;
        for (int seq = 6; seq <= 15; seq++) {
            feed.publish("alice", seq, List.of(notice(new Place.Stream(seq), "")), 0);
        }
        settle();
        assertEquals(1, wire.flushes - before);
    }

    @Test
    void aConnectionThatIsWritableAgainWhileItIsFlushedHoldsNobodyElseUp() {
        FeedSession first = open(wire, OptionalLong.empty());
        FakeWire other = new FakeWire();
        open(other, OptionalLong.empty());
        settle();
        wire.onFlush = () -> {
            wire.onFlush = () -> {};
            first.writable();
        };
        int before = other.flushes;
        past.last = 6;
        publish(6);
        past.last = 7;
        publish(7);
        assertEquals(2, other.flushes - before);
        assertEquals(List.of("hello 5", "#6", "#7"), shown());
    }

    @Test
    void announcementsComeInOrderOnceAlsoAsARun() {
        open(wire, OptionalLong.empty());
        settle();
        shown();
        for (int pos = 1; pos <= 3; pos++) {
            past.announcements.add(notice(new Place.Announcement(pos), ""));
        }
        past.announcements.forEach(feed::announce);
        past.announcements.forEach(feed::announce);
        settle();
        assertEquals(List.of("!1", "!2", "!3"), shown());
        past.announcements.add(notice(new Place.Announcement(4), ""));
        past.announcements.add(notice(new Place.Announcement(5), ""));
        feed.announce(past.announcements.getLast());
        settle();
        assertEquals(List.of("!4", "!5"), shown());
    }

    @Test
    void aConnectionThatFailsKeepsNoAnnouncementFromTheOthers() {
        open(wire, OptionalLong.empty());
        FakeWire other = new FakeWire();
        open(other, OptionalLong.empty());
        settle();
        other.written.clear();
        wire.onWrite = () -> {
            throw new IllegalStateException("broken");
        };
        feed.announce(notice(new Place.Announcement(1), ""));
        feed.announce(notice(new Place.Announcement(2), ""));
        settle();
        assertEquals(List.of("!1", "!2"), other.written);
    }

    @Test
    void anAnnouncementThatAFilterHoldsBackIsNotMarkedAsSeen() {
        FeedSession session = open(wire, OptionalLong.empty());
        settle();
        shown();
        session.filter(TypeFilter.only(Set.of("other")));
        feed.announce(notice(new Place.Announcement(1), ""));
        settle();
        assertEquals(List.of(), shown());
        assertEquals(OptionalLong.empty(), feed.seen().unwritten("alice"));
        session.filter(TypeFilter.ALL);
        feed.announce(notice(new Place.Announcement(2), ""));
        settle();
        assertEquals(List.of("!2"), shown());
        assertEquals(OptionalLong.of(2), feed.seen().unwritten("alice"));
    }

    @Test
    void whatPassesIsKeptFromDialectsThatDoNotShowIt() {
        dialect.passes = false;
        open(wire, OptionalLong.empty());
        settle();
        feed.pass(List.of("alice"), passing(null, "a"));
        settle();
        assertEquals(List.of("hello 5"), shown());
    }

    @Test
    void aLostHintIsFoundByThePoll() {
        open(wire, OptionalLong.empty());
        settle();
        past.last = 7;
        past.revision = 7;
        feed.poll();
        settle();
        assertEquals(List.of("hello 5", "#6", "#7"), shown());
    }

    @Test
    void aSilentClientIsPingedTwiceAndThenLetGo() {
        FeedSession session = open(wire, OptionalLong.empty());
        settle();
        shown();
        for (int beat = 0; beat < 2; beat++) {
            clock.advance(Duration.ofSeconds(30));
            session.tick(clock.millis());
        }
        assertEquals(List.of("opcode 9", "opcode 9"), shown());
        session.heard();
        clock.advance(Duration.ofSeconds(30));
        session.tick(clock.millis());
        clock.advance(Duration.ofSeconds(30));
        session.tick(clock.millis());
        assertEquals(0, wire.closeCode);
        clock.advance(Duration.ofSeconds(30));
        session.tick(clock.millis());
        assertEquals(3012, wire.closeCode);
    }

    @Test
    void aConnectionEndsWithItsTokenUnlessItIsProlonged() {
        FeedSession session = open(wire, OptionalLong.empty());
        settle();
        session.prolong(Some.NOON, Some.NOON.plus(Duration.ofHours(2)));
        session.prolong(Some.NOON, Some.NOON.plus(Duration.ofMinutes(1)));
        session.tick(Some.NOON.plus(Duration.ofMinutes(119)).toEpochMilli());
        assertEquals(0, wire.closeCode);
        session.tick(Some.NOON.plus(Duration.ofHours(2)).toEpochMilli());
        assertEquals(3005, wire.closeCode);
    }

    @Test
    void aFilteredConnectionStillMovesOn() {
        FeedSession session = open(wire, OptionalLong.empty());
        settle();
        session.filter(TypeFilter.only(Set.of("other")));
        past.last = 7;
        publish(6, 7);
        session.filter(TypeFilter.ALL);
        past.last = 8;
        publish(8);
        assertEquals(List.of("hello 5", "#8"), shown());
    }

    private static Notice passing(@Nullable String key, String data) {
        return notice(new Place.Passing(key), data);
    }

    @Test
    void whatPassesReachesWhoIsThereInOrderAndTakesNoPlace() {
        open(wire, OptionalLong.empty());
        feed.pass(List.of("alice"), passing(null, "too soon"));
        settle();
        feed.pass(List.of("alice", "nobody"), passing(null, "a"));
        feed.pass(List.of("bob"), passing(null, "b"));
        feed.pass(List.of("alice"), passing(null, "c"));
        past.last = 6;
        publish(6);
        assertEquals(List.of("hello 5", "~a", "~c", "#6"), shown());
    }

    @Test
    void aSlowClientGetsTheNewestOfAKeyAndLosesNothingWithoutOne() {
        FeedSession session = open(wire, OptionalLong.empty());
        settle();
        shown();
        wire.writable = false;
        String filler = "x".repeat(90);
        feed.pass(List.of("alice"), passing(null, "no key"));
        for (int n = 1; n <= 20; n++) {
            feed.pass(List.of("alice"), passing("typing:room", n + filler));
        }
        settle();
        wire.writable = true;
        session.writable();
        List<String> shown = shown();
        assertEquals("~no key", shown.getFirst());
        assertEquals("~20" + filler, shown.getLast());
        assertTrue(shown.size() < 10, shown.toString());
        assertEquals(0, wire.closeCode);
    }

    @Test
    void aFilterHoldsBackWhatPassesToo() {
        FeedSession session = open(wire, OptionalLong.empty());
        settle();
        session.filter(TypeFilter.only(Set.of("other")));
        feed.pass(List.of("alice"), passing(null, "a"));
        settle();
        assertEquals(List.of("hello 5"), shown());
    }

    @Test
    void aRevocationEndsWhatAnOlderTokenOpenedUnlessANewerOneProlongedIt() {
        FakeWire other = new FakeWire();
        open(wire, OptionalLong.empty());
        FeedSession renewed = open(other, OptionalLong.empty());
        settle();
        renewed.prolong(Some.NOON.plusSeconds(2), Some.NOON.plus(Duration.ofHours(2)));
        feed.revoke("alice", Some.NOON);
        feed.revoke("bob", Some.NOON.plusSeconds(9));
        settle();
        assertEquals(0, wire.closeCode);
        feed.revoke("alice", Some.NOON.plusSeconds(1));
        settle();
        assertEquals(3500, wire.closeCode);
        assertEquals(0, other.closeCode);
        feed.revoke("alice", Some.NOON.plusSeconds(3));
        settle();
        assertEquals(3500, other.closeCode);
    }
}
