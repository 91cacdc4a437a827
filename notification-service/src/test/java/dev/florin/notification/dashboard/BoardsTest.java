package dev.florin.notification.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.json.Json;
import dev.florin.notification.Some;
import dev.florin.notification.dashboard.BoardFrames.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoardsTest {
    private static final Duration PERIODIC = Duration.ofSeconds(5);
    private static final Duration MAX_AGE = Duration.ofMinutes(1);
    private static final Instant NOON = Some.NOON;
    private static final Instant LATER = NOON.plusSeconds(2);

    private final Boards<String> boards = new Boards<>(PERIODIC, MAX_AGE);

    private static Figures figures(String user, long pending, Instant at) {
        return new Figures(user, "{\"n\":" + pending + "}", "[" + pending + "]", "[]", "{}", pending, at);
    }

    private static String board(long n, Instant at) {
        return "{\"type\":\"dashboard_update\",\"data\":{\"n\":" + n + "},\"timestamp\":\"" + Json.text(at) + "\"}";
    }

    private static List<String> said(List<Boards.Show<String>> shows) {
        return shows.stream()
                .flatMap(show -> show.viewers().stream()
                        .map(viewer -> viewer + " "
                                + switch (show.message()) {
                                    case Boards.Message.Text(String text, String _) -> text;
                                    case Boards.Message.Unavailable() -> "unavailable";
                                }))
                .toList();
    }

    /** In a round of its own. */
    private List<String> due(int max, Instant now) {
        return boards.due(max, now, Set.of());
    }

    private void open(String user, String... viewers) {
        Stream.of(viewers).forEach(viewer -> boards.join(user, viewer, NOON));
        assertEquals(List.of(user), due(10, NOON));
        boards.learn(List.of(figures(user, 1, NOON)), NOON);
    }

    @Test
    void aUserIsAskedForOnceHoweverManyLook() {
        boards.join("alice", "a1", NOON);
        boards.join("alice", "a2", NOON);
        boards.join("bob", "b1", NOON);
        assertEquals(List.of("alice", "bob"), due(10, NOON));
        assertEquals(List.of(), due(10, NOON));
        assertEquals(
                List.of("a1 " + board(1, LATER), "a2 " + board(1, LATER)),
                said(boards.learn(List.of(figures("alice", 1, NOON)), LATER)));
    }

    @Test
    void manyUsersAreAskedForInParts() {
        Stream.of("a", "b", "c").forEach(user -> boards.join(user, user + "1", NOON));
        assertEquals(List.of("a", "b"), due(2, NOON));
        assertEquals(List.of("c"), due(2, NOON));
    }

    @Test
    void whoCouldNotBeAskedForLetsTheOthersGoFirst() {
        Stream.of("a", "b", "c").forEach(user -> boards.join(user, user + "1", NOON));
        assertEquals(List.of("a", "b"), due(2, NOON));
        boards.fail(List.of("a", "b"));
        assertEquals(List.of("c", "a"), due(2, NOON));
    }

    /** What they have spent takes longer to add up than one answer may; whoever is asked for besides is well. */
    @Test
    void whoIsLeftOutOfAnAnswerIsAskedForAgainBehindTheOthers() {
        Stream.of("a", "b", "c").forEach(user -> boards.join(user, user + "1", NOON));
        assertEquals(List.of("a", "b"), due(2, NOON));
        boards.learn(List.of(figures("b", 1, NOON)), NOON);
        assertEquals(List.of("a1 unavailable"), said(boards.leftOut(List.of("a"))));
        assertEquals(List.of("c", "a"), due(3, NOON));
        boards.learn(List.of(figures("c", 1, NOON)), NOON);
        assertEquals(List.of(), said(boards.leftOut(List.of("a"))));
        assertEquals(List.of("a"), due(3, NOON));
        assertEquals(List.of("a1 " + board(1, LATER)), said(boards.learn(List.of(figures("a", 1, NOON)), LATER)));
    }

    @Test
    void onlyWhatIsOtherIsShown() {
        open("alice", "a1");
        boards.changed("alice");
        boards.changed("nobody");
        assertEquals(List.of("alice"), due(10, LATER));
        assertEquals(List.of(), said(boards.learn(List.of(figures("alice", 1, LATER)), LATER)));
        boards.changed("alice");
        assertEquals(List.of("alice"), due(10, LATER));
        assertEquals(
                List.of(
                        "a1 " + board(2, LATER),
                        "a1 {\"type\":\"pending_update\",\"data\":[2],\"timestamp\":\"" + Json.text(LATER) + "\"}"),
                said(boards.learn(List.of(figures("alice", 2, LATER)), LATER)));
    }

    @Test
    void aChangeWhileItIsAskedForIsAskedForAgain() {
        open("alice", "a1");
        boards.changed("alice");
        assertEquals(List.of("alice"), due(10, LATER));
        boards.changed("alice");
        assertEquals(List.of(), due(10, LATER));
        boards.learn(List.of(figures("alice", 2, LATER)), LATER);
        assertEquals(List.of("alice"), due(10, LATER));
    }

    @Test
    void whoHadATurnInTheRoundIsLeftToTheNext() {
        Stream.of("a", "b").forEach(user -> boards.join(user, user + "1", NOON));
        assertEquals(List.of("a"), boards.due(1, NOON, Set.of()));
        boards.learn(List.of(figures("a", 1, NOON)), NOON);
        boards.changed("a");
        assertEquals(List.of("b"), boards.due(1, NOON, Set.of("a")));
        assertEquals(List.of(), boards.due(1, NOON, Set.of("a", "b")));
        assertEquals(List.of("a"), due(2, NOON));
    }

    @Test
    void aNewcomerIsShownWhatIsKnown() {
        assertEquals(List.of(), said(boards.join("alice", "a0", NOON)));
        due(10, NOON);
        boards.learn(List.of(figures("alice", 1, NOON)), NOON);
        assertEquals(List.of("a2 " + board(1, LATER)), said(boards.join("alice", "a2", LATER)));
    }

    @Test
    void periodicallyFromMemory() {
        open("alice", "a1", "a2");
        assertEquals(List.of(), said(boards.tick(NOON.plusSeconds(4))));
        Instant at = NOON.plusSeconds(5);
        String periodic = "{\"type\":\"periodic_update\",\"pending_count\":1,\"timestamp\":\"" + Json.text(at) + "\"}";
        assertEquals(
                List.of("a1 " + board(1, at), "a2 " + board(1, at), "a1 " + periodic, "a2 " + periodic),
                said(boards.tick(at)));
        assertEquals(List.of(), said(boards.tick(at.plusSeconds(4))));
        assertEquals(4, said(boards.tick(at.plusSeconds(5))).size());
        assertEquals(List.of(), due(10, at.plusSeconds(5)));
    }

    @Test
    void periodsKeepTheirTimeAlsoWhereATickIsLateOrLeftOut() {
        open("alice", "a1");
        List<Integer> said = Stream.of(5_900, 9_999, 10_000, 14_999, 15_100, 28_000, 29_999, 30_000)
                .map(ms -> boards.tick(NOON.plusMillis(ms)).size())
                .toList();
        assertEquals(List.of(2, 0, 2, 0, 2, 2, 0, 2), said);
    }

    @Test
    void nothingIsSaidBeforeTheFirstFigures() {
        boards.join("alice", "a1", NOON);
        assertEquals(List.of(), said(boards.tick(NOON.plusSeconds(5))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-31T13:00:00.000Z", "2026-02-01T00:00:00.000Z", "2026-01-31T12:01:00.000Z"})
    void hoursDaysMonthsAndAgeRenewThem(Instant at) {
        open("alice", "a1");
        assertEquals(List.of(), due(10, NOON.plusSeconds(59)));
        assertEquals(List.of("alice"), due(10, at));
    }

    @Test
    void whoWaitsIsToldOnceThatThereIsNothingNewAndOnceThatItIsBack() {
        open("alice", "a1");
        boards.join("bob", "b1", NOON);
        boards.changed("alice");
        List<String> asked = due(1, LATER);
        assertEquals(List.of("alice"), asked);
        assertEquals(List.of("a1 unavailable", "b1 unavailable"), said(boards.fail(asked)));
        assertEquals(List.of("bob", "alice"), due(10, LATER));
        assertEquals(List.of(), said(boards.fail(List.of("alice", "bob"))));
        assertEquals(
                List.of("a2 " + board(1, NOON), "a2 unavailable"),
                said(boards.join("alice", "a2", LATER)),
                "with the time when it was right");
        assertEquals(
                "a1 " + board(1, NOON), said(boards.tick(NOON.plusSeconds(5))).getFirst());
        Instant back = NOON.plusSeconds(9);
        due(10, back);
        assertEquals(
                List.of("a1 " + board(1, back), "a2 " + board(1, back), "b1 " + board(0, back)),
                said(boards.learn(List.of(figures("alice", 1, back), figures("bob", 0, back)), back)));
    }

    @Test
    void whoLeavesIsForgotten() {
        open("alice", "a1", "a2");
        boards.leave("alice", "a1");
        boards.leave("alice", "a1");
        boards.leave("bob", "b1");
        assertEquals(2, said(boards.tick(NOON.plusSeconds(5))).size());
        boards.leave("alice", "a2");
        boards.changed("alice");
        assertEquals(List.of(), due(10, LATER));
        assertEquals(List.of(), said(boards.learn(List.of(figures("alice", 9, LATER)), LATER)));
        assertTrue(boards.part("alice", Part.PENDING, LATER).isCompletedExceptionally());
    }

    @Test
    void partsAreServedFromMemoryOrWhenTheyCome() {
        boards.join("alice", "a1", NOON);
        CompletableFuture<String> waiting = boards.part("alice", Part.HOURLY, NOON);
        assertFalse(waiting.isDone());
        due(10, NOON);
        boards.learn(List.of(figures("alice", 7, NOON)), NOON);
        assertEquals(
                "{\"type\":\"hourly_update\",\"data\":[],\"timestamp\":\"2026-01-31T12:00:00.000Z\"}", waiting.join());
        assertEquals(
                board(7, LATER), boards.part("alice", Part.DASHBOARD, LATER).join());
        assertEquals(
                "{\"type\":\"category_update\",\"data\":{},\"timestamp\":\"2026-01-31T12:00:02.000Z\"}",
                boards.part("alice", Part.CATEGORIES, LATER).join());
        boards.changed("alice");
        assertEquals(board(7, NOON), boards.part("alice", Part.DASHBOARD, LATER).join());
    }

    @Test
    void figuresKeepTheNumbersAsTheyWereWritten() throws JsonProcessingException {
        String answer = "{\"user_id\":\"alice\",\"dashboard\":{\"pending_count\":3,\"pending_amount\":450.70},"
                + "\"pending\":[],\"hourly\":[],\"categories\":{}}";
        Figures figures = Figures.of(Json.mapper().readTree(answer), NOON);
        assertEquals("{\"pending_count\":3,\"pending_amount\":450.70}", figures.dashboard());
        assertEquals(3, figures.pendingCount());
        assertThrows(
                IllegalArgumentException.class,
                () -> Figures.of(Json.mapper().readTree(answer.replace("hourly", "daily")), NOON));
    }
}
