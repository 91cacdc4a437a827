package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A ledger that is away, slow, or back again, as callers notice it. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class ResilienceQuarkusTest {
    /** As many calls as the circuit breaker looks back on. */
    private static final int BREAKER_VOLUME = 20;

    /** Neither before nor after a test is the circuit breaker open. */
    @BeforeEach
    @AfterEach
    void theWalletIsWellAgain() {
        WalletStub.is(WalletStub.Mood.WELL);
        Eventually.holds(
                "the wallet is asked again", () -> sends(Some.user("anybody")).status() == 201);
    }

    private static ApiAnswer sends(String user) {
        return sends(user, Some.key());
    }

    private static ApiAnswer sends(String user, String key) {
        return Api.as(user).post("/api/red-packets", key, Some.redPacket(1, 1, "equal", ""));
    }

    private static void assertLater(ApiAnswer answer) {
        assertEquals("ledger-unavailable", answer.expect(503).code());
        assertTrue(Integer.parseInt(answer.header("Retry-After")) > 0);
    }

    @Test
    void aRepeatAsksForTheSameUnderTheSameIds() {
        WalletStub.is(WalletStub.Mood.BROKEN);
        String bob = Some.user("bob");
        assertLater(sends(bob));
        List<Integer> asked = WalletStub.asked(bob);
        assertEquals(1, asked.size(), "one command, byte for byte");
        assertTrue(asked.getFirst() >= 2, "asked again: " + asked);
    }

    @Test
    void aSilentLedgerKeepsNobodyWaitingAndWhatItDidCountsOnce() {
        WalletStub.is(WalletStub.Mood.SLOW);
        String bob = Some.user("bob");
        String key = Some.key();
        assertLater(sends(bob, key));
        assertEquals(1, WalletStub.asked(bob).size());
        WalletStub.is(WalletStub.Mood.WELL);
        Eventually.holds("it is finished", () -> sends(bob, key).status() == 201);
        assertEquals(1, WalletStub.asked(bob).size(), "one command, whoever asked for it");
    }

    @Test
    void anOpenBreakerDoesNotEvenAsk() {
        WalletStub.is(WalletStub.Mood.BROKEN);
        List<String> users = IntStream.range(0, 3 * BREAKER_VOLUME)
                .mapToObj(_ -> Some.user("bob"))
                .toList();
        users.forEach(user -> assertLater(sends(user)));
        long spared =
                users.stream().filter(user -> WalletStub.asked(user).isEmpty()).count();
        assertTrue(spared > BREAKER_VOLUME, spared + " of " + users.size() + " were not asked for");
        WalletStub.is(WalletStub.Mood.WELL);
        // Those that were not even asked for are finished as well.
        users.forEach(user -> Eventually.holds(
                "it is open",
                () -> Api.as(user)
                        .get("/api/red-packets")
                        .expect(200)
                        .json()
                        .at("/red_packets/0/status")
                        .asText()
                        .equals("active")));
    }

    @Test
    void readingNeedsNoLedger() {
        String bob = Some.user("bob");
        sends(bob).expect(201);
        WalletStub.is(WalletStub.Mood.BROKEN);
        Api.as(bob).get("/api/red-packets").expect(200);
        Api.as(bob)
                .post("/api/v1/escrows", Some.key(), Some.escrow(Some.user("sue"), ""))
                .expect(201);
    }

    /** What these get who come while the ledger is still busy with somebody else. */
    private static List<ApiAnswer> sendTogether(List<String> users) throws Exception {
        WalletStub.is(WalletStub.Mood.SLOW);
        String first = Some.user("first");
        List<Future<ApiAnswer>> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ApiAnswer> before = callers.submit(() -> sends(first));
            Eventually.holds(
                    "the ledger is busy", () -> !WalletStub.asked(first).isEmpty());
            users.forEach(user -> answers.add(callers.submit(() -> sends(user))));
            Eventually.holds(
                    "all have asked",
                    () -> users.stream()
                            .noneMatch(user -> WalletStub.asked(user).isEmpty()));
            WalletStub.is(WalletStub.Mood.WELL);
            before.get().expect(201);
        }
        return answers.stream().map(Future::resultNow).toList();
    }

    private static List<String> some(int count) {
        return IntStream.range(0, count).mapToObj(_ -> Some.user("bob")).toList();
    }

    @Test
    void whoWantsSomethingAtTheSameTimeAsksInOneRequest() throws Exception {
        List<String> users = some(8);
        sendTogether(users).forEach(answer -> answer.expect(201));
        List<List<String>> requests = WalletStub.requestsFor(users);
        assertEquals(Set.copyOf(users), requests.stream().flatMap(List::stream).collect(Collectors.toSet()));
        assertTrue(requests.size() < users.size(), requests.toString());
    }

    @Test
    void whatIsRefusedInCompanyIsRefusedAlone() throws Exception {
        List<String> users = some(8);
        String poor = users.get(3);
        WalletStub.refuses(poor, "insufficient-funds");
        List<ApiAnswer> answers = sendTogether(users);
        WalletStub.refuses(poor, null);
        assertEquals("insufficient-funds", answers.get(3).code());
        assertEquals(
                7, answers.stream().filter(answer -> answer.status() == 201).count());
    }

    @Test
    void aLedgerThatKnowsNoBatchesIsAskedOneByOne() throws Exception {
        WalletStub.knowsBatches(false);
        try {
            List<String> users = some(8);
            sendTogether(users).forEach(answer -> answer.expect(201));
            List<List<String>> requests = WalletStub.requestsFor(users);
            assertEquals(
                    Set.copyOf(users), requests.stream().flatMap(List::stream).collect(Collectors.toSet()));
            assertTrue(requests.stream().allMatch(request -> request.size() == 1), requests.toString());
        } finally {
            WalletStub.knowsBatches(true);
        }
    }
}
