package dev.florin.notification.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.Upgrade;
import dev.florin.notification.Upgrades;
import dev.florin.notification.feed.History;
import dev.florin.notification.feed.Seen;
import dev.florin.notification.feed.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Inboxes, on tables of earlier versions. */
class InboxUpgradeTest {
    @ParameterizedTest
    @CsvSource({"3, 0", "8, 40", "10, 40", "13, 40"})
    void whatWasReadAndArchivedBeforeIsNotUnread(int version, long changes) {
        StateStore states = new StateStore(Upgrades.from(version).application());
        assertEquals(new Notification.Unread(25, 100, changes), states.unread("u2"));
        assertEquals(15, states.unread("u3").unreadCount(), "the first forty are gone");
    }

    @ParameterizedTest
    @ValueSource(ints = {Upgrades.INBOX, Upgrades.TIMELESS, Upgrades.TALKATIVE, Upgrades.MARKS})
    void historyIsReplayedFromWhereItBegins(int version) {
        HistoryStore history = new HistoryStore(Upgrades.from(version).application());
        History.Range all = new History.Range("u2", 0);
        assertEquals(
                100, history.pages(List.of(all)).getOrDefault(all, List.of()).size());
        Standing cut = history.standings(List.of("u3"), Instant.now()).getFirst();
        assertEquals(41, cut.firstSeq());
        assertEquals(1, cut.latest().size());
    }

    /** Every twentieth is critical. u1 had acknowledged 50, u6 nothing, and of u6 the first had escalated in time. */
    @ParameterizedTest
    @ValueSource(ints = {Upgrades.INBOX, Upgrades.TIMELESS, Upgrades.TALKATIVE, Upgrades.MARKS})
    void whatWasAcknowledgedBeforeDoesNotEscalate(int version) {
        Upgrade upgrade = Upgrades.from(version);
        EscalationStore escalations = new EscalationStore(upgrade.application());
        Instant now = Instant.now();
        escalations.find(Escalation.Channel.PUSH, Duration.ofMinutes(1), now.minus(Duration.ofDays(2)), now, 1_000);
        assertEquals("60,80,100", escalated(upgrade, "u1"));
        assertEquals("20,40,60,80,100", escalated(upgrade, "u6"));
        new HistoryStore(upgrade.application())
                .keepSeen(Map.of("u30", new Seen.Position(0, List.of(new Seen.Acked(70, 100, Instant.now())))));
        assertEquals("70", upgrade.one("SELECT from_seq FROM acknowledgement WHERE user_id = 'u30'"));
    }

    private static String escalated(Upgrade upgrade, String user) {
        return upgrade.one("SELECT string_agg(seq::text, ',' ORDER BY seq) FROM escalation WHERE channel = 'push'"
                + " AND user_id = '" + user + "'");
    }

    @ParameterizedTest
    @ValueSource(ints = {Upgrades.INBOX, Upgrades.TIMELESS, Upgrades.TALKATIVE, Upgrades.MARKS})
    void whatIsOldIsForgotten(int version) {
        Upgrade upgrade = Upgrades.from(version);
        assertEquals(
                1,
                new RetentionStore(upgrade.application()).forget(Instant.now().minus(Duration.ofDays(30)), 1_000));
        assertEquals("3", upgrade.one("SELECT first_seq FROM feed WHERE user_id = 'long ago'"));
    }
}
