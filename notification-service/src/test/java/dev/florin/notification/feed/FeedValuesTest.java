package dev.florin.notification.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.notification.Some;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes its way beside the stream: values, announcements and what is passing. */
class FeedValuesTest {
    private final TestFeed here = new TestFeed();

    @Test
    void valuesNeverGoBackAndAreSentAgainOnResume() {
        here.past.values.put("w", 3L);
        FeedSession session = here.open(here.wire, OptionalLong.empty());
        here.settle();
        here.feed.publish("alice", 6, List.of(TestFeed.notice(new Place.Latest("w", 5), "")), 0);
        here.feed.publish("alice", 7, List.of(TestFeed.notice(new Place.Latest("w", 4), "")), 0);
        here.settle();
        assertEquals(List.of("hello 5", "w=3", "w=5"), here.shown());
        here.past.values.put("w", 5L);
        session.resume(5, OptionalLong.empty());
        here.settle();
        assertEquals(List.of("w=5"), here.shown());
    }

    @Test
    void aSlowClientGetsTheNewestValuesAndThenIsLetGo() {
        here.open(here.wire, OptionalLong.empty());
        here.settle();
        here.shown();
        here.wire.writable = false;
        String filler = "x".repeat(90);
        for (int version = 1; version <= 20; version++) {
            here.feed.publish(
                    "alice", 5 + version, List.of(TestFeed.notice(new Place.Latest("w", version), filler)), 0);
        }
        here.settle();
        assertEquals(0, here.wire.closeCode);
        here.wire.writable = true;
        here.feed.sessions().getFirst().writable();
        assertEquals("w=20" + filler, here.wire.written.getLast());
        assertTrue(here.wire.written.size() < 5, here.wire.written.toString());
        here.wire.writable = false;
        for (int seq = 6; seq <= 12; seq++) {
            here.feed.publish("alice", 20 + seq, List.of(TestFeed.notice(new Place.Stream(seq), filler)), 0);
        }
        here.settle();
        assertEquals(3008, here.wire.closeCode);
        assertEquals(0, here.feed.connections());
    }

    @Test
    void announcementsComeInOrderOnceAlsoAsARun() {
        here.open(here.wire, OptionalLong.empty());
        here.settle();
        here.shown();
        for (int pos = 1; pos <= 3; pos++) {
            here.past.announcements.add(TestFeed.notice(new Place.Announcement(pos), ""));
        }
        here.past.announcements.forEach(here.feed::announce);
        here.past.announcements.forEach(here.feed::announce);
        here.settle();
        assertEquals(List.of("!1", "!2", "!3"), here.shown());
        here.past.announcements.add(TestFeed.notice(new Place.Announcement(4), ""));
        here.past.announcements.add(TestFeed.notice(new Place.Announcement(5), ""));
        here.feed.announce(here.past.announcements.getLast());
        here.settle();
        assertEquals(List.of("!4", "!5"), here.shown());
    }

    @Test
    void aConnectionThatFailsKeepsNoAnnouncementFromTheOthers() {
        here.open(here.wire, OptionalLong.empty());
        FakeWire other = new FakeWire();
        here.open(other, OptionalLong.empty());
        here.settle();
        other.written.clear();
        here.wire.onWrite = () -> {
            throw new IllegalStateException("broken");
        };
        here.feed.announce(TestFeed.notice(new Place.Announcement(1), ""));
        here.feed.announce(TestFeed.notice(new Place.Announcement(2), ""));
        here.settle();
        assertEquals(List.of("!1", "!2"), other.written);
    }

    @Test
    void anAnnouncementThatAFilterHoldsBackIsNotMarkedAsSeen() {
        FeedSession session = here.open(here.wire, OptionalLong.empty());
        here.settle();
        here.shown();
        session.filter(TypeFilter.only(Set.of("other")));
        here.feed.announce(TestFeed.notice(new Place.Announcement(1), ""));
        here.settle();
        assertEquals(List.of(), here.shown());
        session.tick(Some.NOON.toEpochMilli());
        assertEquals(OptionalLong.empty(), here.feed.seen().lately("alice"));
        session.filter(TypeFilter.ALL);
        here.feed.announce(TestFeed.notice(new Place.Announcement(2), ""));
        here.settle();
        assertEquals(List.of("!2"), here.shown());
        session.received();
        session.tick(Some.NOON.toEpochMilli());
        assertEquals(OptionalLong.of(2), here.feed.seen().lately("alice"));
    }

    /** How it shows that it was there to hear what it was sent. */
    enum Sign {
        PONG,
        GOODBYE,
        ANSWERED_GOODBYE
    }

    @ParameterizedTest
    @EnumSource
    void whoComesBackBeforeItIsWrittenDownIsNotToldAgain(Sign sign) {
        FeedSession first = here.open(here.wire, OptionalLong.empty());
        here.settle();
        announce(1);
        assertEquals(List.of("hello 5", "!1"), here.shown());
        switch (sign) {
            case PONG -> {
                beat(first);
                first.answered();
                first.closed();
            }
            case GOODBYE -> {
                first.received();
                first.closed();
            }
            case ANSWERED_GOODBYE -> {
                first.close(CloseCode.NORMAL, "");
                first.received();
            }
        }
        assertEquals(List.of("hello 5"), shownToTheNext());
    }

    @Test
    void whatWasAnnouncedIntoAConnectionThatDiesIsShownToTheNext() {
        FeedSession first = here.open(here.wire, OptionalLong.empty());
        here.settle();
        beat(first);
        announce(1);
        first.heard();
        // To what was sent before the announcement.
        first.answered();
        first.tick(here.clock.millis());
        beat(first);
        announce(2);
        beat(first);
        first.closed();
        assertEquals(List.of("hello 5", "!1", "!2"), shownToTheNext());
    }

    @Test
    void anAnswerIsForTheFirstPingThatWasNotAnswered() {
        FeedSession first = here.open(here.wire, OptionalLong.empty());
        here.settle();
        announce(1);
        beat(first);
        announce(2);
        beat(first);
        first.answered();
        first.closed();
        assertEquals(List.of("hello 5", "!2"), shownToTheNext());
    }

    @Test
    void aLateAnswerSaysNothingOfWhatWasAnnouncedSinceItsPing() {
        FeedSession first = here.open(here.wire, OptionalLong.empty());
        here.settle();
        beat(first);
        beat(first);
        first.answered();
        announce(1);
        beat(first);
        first.answered();
        first.closed();
        assertEquals(List.of("hello 5", "!1"), shownToTheNext());
    }

    @Test
    void whatWaitedForASlowClientThatIsLetGoIsShownToTheNext() {
        FeedSession first = here.open(here.wire, OptionalLong.empty());
        here.settle();
        announce(1);
        here.wire.writable = false;
        announce(2);
        beat(first);
        first.answered();
        String filler = "x".repeat(90);
        for (int seq = 6; seq <= 12; seq++) {
            here.feed.publish("alice", seq, List.of(TestFeed.notice(new Place.Stream(seq), filler)), 0);
        }
        here.settle();
        assertEquals(3008, here.wire.closeCode);
        first.received();
        assertEquals(List.of("hello 5", "!2"), shownToTheNext());
    }

    @Test
    void whatLeftTheQueueAndWasAnsweredIsNotShownAgain() {
        FeedSession first = here.open(here.wire, OptionalLong.empty());
        here.settle();
        here.wire.writable = false;
        announce(1);
        here.wire.writable = true;
        first.writable();
        beat(first);
        first.answered();
        first.closed();
        assertEquals(List.of("hello 5"), shownToTheNext());
    }

    @Test
    void aWireMaySayWhileItIsFlushedThatAllIsOut() {
        FeedSession first = here.open(here.wire, OptionalLong.empty());
        here.settle();
        here.wire.onFlush = first::received;
        announce(1);
        first.closed();
        assertEquals(List.of("hello 5"), shownToTheNext());
    }

    private void announce(int pos) {
        here.past.announcements.add(TestFeed.notice(new Place.Announcement(pos), ""));
        here.feed.announce(here.past.announcements.getLast());
        here.settle();
    }

    private void beat(FeedSession session) {
        here.clock.advance(Duration.ofSeconds(30));
        session.tick(here.clock.millis());
    }

    private List<String> shownToTheNext() {
        here.settle();
        FakeWire next = new FakeWire();
        here.open(next, OptionalLong.empty());
        here.settle();
        return next.written;
    }

    /** What the database said before the first visit was written down must not make a second one the first. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoWasHereForTheFirstTimeAMomentAgoMissesNothingMeanwhile(boolean isBeingWrittenDown) {
        here.past.announced = Standing.NEVER;
        FeedSession first = here.open(here.wire, OptionalLong.empty());
        here.settle();
        first.close(CloseCode.NORMAL, "");
        if (isBeingWrittenDown) {
            here.feed.seen().take(10);
        }
        here.feed.announce(TestFeed.notice(new Place.Announcement(1), ""));
        FakeWire second = new FakeWire();
        here.open(second, OptionalLong.empty());
        here.settle();
        assertEquals(List.of("hello 5", "!1"), second.written);
    }

    @Test
    void whatPassesIsKeptFromDialectsThatDoNotShowIt() {
        here.dialect.passes = false;
        here.open(here.wire, OptionalLong.empty());
        here.settle();
        here.feed.pass(List.of("alice"), TestFeed.passing(null, "a"));
        here.settle();
        assertEquals(List.of("hello 5"), here.shown());
    }

    @Test
    void whatPassesReachesWhoIsThereInOrderAndTakesNoPlace() {
        here.open(here.wire, OptionalLong.empty());
        here.feed.pass(List.of("alice"), TestFeed.passing(null, "before the greeting"));
        here.settle();
        here.feed.pass(List.of("alice", "nobody"), TestFeed.passing(null, "a"));
        here.feed.pass(List.of("bob"), TestFeed.passing(null, "b"));
        here.feed.pass(List.of("alice"), TestFeed.passing(null, "c"));
        here.past.last = 6;
        here.publish(6);
        assertEquals(List.of("hello 5", "~before the greeting", "~a", "~c", "#6"), here.shown());
    }

    /** Some dialects have no greeting: who has a pong misses nothing from then on. */
    @Test
    void aPongWaitsUntilItIsKnownWhereTheClientStands() {
        FeedSession session = here.open(here.wire, OptionalLong.empty());
        session.sendOnceOpen(new Signal.Resync("asked", 0, 7, Some.NOON));
        assertEquals(List.of(), here.shown());
        here.settle();
        assertEquals(List.of("hello 5", "resync asked 0"), here.shown());
        session.sendOnceOpen(new Signal.Resync("later", 0, 7, Some.NOON));
        assertEquals(List.of("resync later 0"), here.shown());
    }

    @Test
    void ofWhatPassesBeforeTheGreetingTheNewestIsKept() {
        here.open(here.wire, OptionalLong.empty());
        for (int n = 1; n <= 150; n++) {
            here.feed.pass(List.of("alice"), TestFeed.passing(null, "" + n));
        }
        here.settle();
        List<String> shown = here.shown();
        assertEquals(List.of("hello 5", "~51"), shown.subList(0, 2));
        assertEquals("~150", shown.getLast());
        assertEquals(101, shown.size());
    }

    @Test
    void aSlowClientGetsTheNewestOfAKeyAndLosesNothingWithoutOne() {
        FeedSession session = here.open(here.wire, OptionalLong.empty());
        here.settle();
        here.shown();
        here.wire.writable = false;
        String filler = "x".repeat(90);
        here.feed.pass(List.of("alice"), TestFeed.passing(null, "no key"));
        for (int n = 1; n <= 20; n++) {
            here.feed.pass(List.of("alice"), TestFeed.passing("typing:room", n + filler));
        }
        here.settle();
        here.wire.writable = true;
        session.writable();
        List<String> shown = here.shown();
        assertEquals("~no key", shown.getFirst());
        assertEquals("~20" + filler, shown.getLast());
        assertTrue(shown.size() < 10, shown.toString());
        assertEquals(0, here.wire.closeCode);
    }

    @Test
    void aFilterHoldsBackWhatPassesToo() {
        FeedSession session = here.open(here.wire, OptionalLong.empty());
        here.settle();
        session.filter(TypeFilter.only(Set.of("other")));
        here.feed.pass(List.of("alice"), TestFeed.passing(null, "a"));
        here.settle();
        assertEquals(List.of("hello 5"), here.shown());
    }
}
