package dev.florin.notification.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** One connection's place in its stream, by hand. */
class FeedTest {
    private final TestFeed here = new TestFeed();

    @Test
    void startsNow() {
        here.open(here.wire, OptionalLong.empty());
        here.settle();
        here.past.last = 6;
        here.publish(6);
        assertEquals(List.of("hello 5", "#6"), here.shown());
    }

    @Test
    void fillsAGapBeforeItGoesOn() {
        here.open(here.wire, OptionalLong.empty());
        here.settle();
        here.past.last = 8;
        here.publish(8);
        assertEquals(List.of("hello 5", "#6", "#7", "#8"), here.shown());
        here.publish(7, 6, 8);
        assertEquals(List.of(), here.shown());
    }

    @Test
    void missesNothingThatComesWhileItOpens() {
        here.open(here.wire, OptionalLong.empty());
        here.past.values.put("w", 3L);
        here.feed.publish(
                "alice",
                6,
                List.of(TestFeed.notice(new Place.Latest("w", 4), ""), TestFeed.notice(new Place.Stream(6), "")),
                0);
        here.channel.runPendingTasks();
        Runnable first = here.reading.removeFirst();
        first.run();
        here.past.last = 6;
        here.past.values.put("w", 4L);
        here.settle();
        assertEquals(List.of("hello 5", "w=3", "w=4", "#6"), here.shown());
    }

    @Test
    void readsHistoryOnlyAsFastAsTheClientDoes() {
        here.past.last = 450;
        FeedSession session = here.open(here.wire, OptionalLong.of(0));
        here.settle();
        here.shown();
        here.wire.writable = false;
        session.resume(400, OptionalLong.empty());
        here.settle();
        assertEquals(3, here.past.pagesRead);
        here.wire.writable = true;
        session.writable();
        here.settle();
        assertEquals(50, here.shown().size());
        assertEquals(0, here.wire.closeCode);
    }

    @Test
    void resumesInOrder() {
        here.past.last = 450;
        here.open(here.wire, OptionalLong.of(0));
        here.settle();
        List<String> expected = new ArrayList<>(List.of("hello 0"));
        LongStream.rangeClosed(1, 450).forEach(seq -> expected.add("#" + seq));
        assertEquals(expected, here.shown());
        assertEquals(3, here.past.pagesRead);
    }

    /** In a query each they would keep the database from what it has to do beside. */
    @Test
    void aThousandWhoComeBackAtOnceAreAFewQuestions() {
        TestFeed busy = new TestFeed(1000, 1000);
        List<FakeWire> wires = new ArrayList<>();
        for (int client = 0; client < 1000; client++) {
            wires.add(new FakeWire());
            busy.open("user-" + client / 2, wires.getLast(), OptionalLong.of(3));
        }
        busy.settle();
        wires.forEach(wire -> assertEquals(List.of("hello 3", "#4", "#5"), wire.written));
        assertEquals(2, busy.past.standingsRead, "500 users");
        assertEquals(4, busy.past.pagesRead, "1000 places to go on from");
    }

    @Test
    void saysWhenItCannotTellAll() {
        here.past.first = 4;
        here.open(here.wire, OptionalLong.of(2));
        here.settle();
        assertEquals(List.of("hello 5", "resync history-cut 5"), here.shown());
        FakeWire other = new FakeWire();
        here.open(other, OptionalLong.of(3));
        here.settle();
        assertEquals(List.of("hello 3", "#4", "#5"), other.written);
        FakeWire ahead = new FakeWire();
        here.open(ahead, OptionalLong.of(6));
        here.settle();
        assertEquals(List.of("hello 5", "resync unknown-position 5"), ahead.written);
    }

    @Test
    void anEventIsWrittenOnceForAllWhoGetIt() {
        List<FakeWire> wires = List.of(new FakeWire(), new FakeWire());
        wires.forEach(wire -> here.open(wire, OptionalLong.empty()));
        here.open("bob", here.wire, OptionalLong.empty());
        here.settle();
        here.past.last = 6;
        here.publish(6);
        wires.forEach(wire -> assertEquals(List.of("hello 5", "#6"), wire.written));
        assertEquals(1, here.dialect.texts, "for the devices of one user");
        here.feed.announce(TestFeed.notice(new Place.Announcement(1), ""));
        here.settle();
        wires.forEach(wire -> assertEquals(List.of("hello 5", "#6", "!1"), wire.written));
        assertEquals(List.of("hello 5", "!1"), here.wire.written);
        assertEquals(2, here.dialect.texts, "for everyone");
    }

    @Test
    void manyFramesAreOneFlush() {
        here.open(here.wire, OptionalLong.empty());
        here.settle();
        int before = here.wire.flushes;
        here.past.last = 15;
        for (int seq = 6; seq <= 15; seq++) {
            here.feed.publish("alice", seq, List.of(TestFeed.notice(new Place.Stream(seq), "")), 0);
        }
        here.settle();
        assertEquals(1, here.wire.flushes - before);
    }

    @Test
    void aConnectionThatIsWritableAgainWhileItIsFlushedHoldsNobodyElseUp() {
        FeedSession first = here.open(here.wire, OptionalLong.empty());
        FakeWire other = new FakeWire();
        here.open(other, OptionalLong.empty());
        here.settle();
        here.wire.onFlush = () -> {
            here.wire.onFlush = () -> {};
            first.writable();
        };
        int before = other.flushes;
        here.past.last = 6;
        here.publish(6);
        here.past.last = 7;
        here.publish(7);
        assertEquals(2, other.flushes - before);
        assertEquals(List.of("hello 5", "#6", "#7"), here.shown());
    }

    @Test
    void aLostHintIsFoundByThePoll() {
        here.open(here.wire, OptionalLong.empty());
        here.settle();
        here.past.last = 7;
        here.past.revision = 7;
        here.feed.poll();
        here.settle();
        assertEquals(List.of("hello 5", "#6", "#7"), here.shown());
    }

    @Test
    void aLostHintOfAnAnnouncementIsFoundByThePollToo() {
        here.open(here.wire, OptionalLong.empty());
        here.settle();
        here.past.announcements.add(TestFeed.notice(new Place.Announcement(1), ""));
        here.feed.poll();
        here.settle();
        assertEquals(List.of("hello 5", "!1"), here.shown());
    }

    @Test
    void aFilteredConnectionStillMovesOn() {
        FeedSession session = here.open(here.wire, OptionalLong.empty());
        here.settle();
        session.filter(TypeFilter.only(Set.of("other")));
        here.past.last = 7;
        here.publish(6, 7);
        session.filter(TypeFilter.ALL);
        here.past.last = 8;
        here.publish(8);
        assertEquals(List.of("hello 5", "#8"), here.shown());
    }
}
