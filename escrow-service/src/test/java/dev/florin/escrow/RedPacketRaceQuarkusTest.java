package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.id.Ids;
import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.common.test.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many want a share at once: there are as many claims as shares, and nobody waits for somebody else's. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class RedPacketRaceQuarkusTest extends RedPacketCase {
    /** More would wait for a connection here, and not for a share there. */
    private static final int MAX_IN_FLIGHT = 200;

    @Test
    void threeHundredRaceForTwentyShares() throws Exception {
        String packet = sender.post(ALL, Some.key(), Some.redPacket(1000, 20, "random", ""))
                .expect(201)
                .json()
                .get("packet_id")
                .textValue();
        List<String> racers =
                IntStream.range(0, 300).mapToObj(_ -> Some.user("racer")).toList();
        List<ApiAnswer> answers = claims(packet, racers);
        List<ApiAnswer> won =
                answers.stream().filter(answer -> answer.status() == 200).toList();
        assertEquals(20, won.size());
        assertEquals(
                1000,
                won.stream()
                        .mapToInt(answer -> answer.json().get("claim_amount").intValue())
                        .sum());
        assertEquals(
                List.of("red-packet-empty"),
                answers.stream()
                        .filter(answer -> answer.status() != 200)
                        .map(ApiAnswer::code)
                        .distinct()
                        .toList());
        BigDecimal received = racers.stream()
                .map(racer -> WalletStub.received("user:" + racer))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertEquals(0, new BigDecimal("10.00").compareTo(received));
        assertEquals("completed", status(packet));
    }

    /** A crowd ten times as large as the packet, and the first of it with two devices each. */
    @Test
    @Tag("slow")
    void tenThousandRaceForAThousandShares() throws Exception {
        String packet = sender.post(ALL, Some.key(), Some.redPacket(1_000_000, 1000, "random", ""))
                .expect(201)
                .json()
                .get("packet_id")
                .textValue();
        List<String> crowd =
                IntStream.range(0, 10_000).mapToObj(_ -> Some.user("racer")).toList();
        List<String> devices = Stream.concat(
                        crowd.stream().limit(200).flatMap(person -> Stream.of(person, person)),
                        crowd.stream().skip(200))
                .toList();
        List<ApiAnswer> answers = claims(packet, devices);
        Map<String, JsonNode> won = new HashMap<>();
        for (int i = 0; i < answers.size(); i++) {
            ApiAnswer answer = answers.get(i);
            if (answer.status() == 200) {
                JsonNode before = won.put(devices.get(i), answer.json());
                assertTrue(before == null || before.equals(answer.json()), answer.text());
            } else {
                assertEquals("409 red-packet-empty", answer.status() + " " + answer.code());
            }
        }
        assertEquals(1000, won.size());
        assertEquals(
                IntStream.range(0, 1000).boxed().toList(),
                won.values().stream()
                        .map(claim -> claim.get("remaining_packets").intValue())
                        .sorted()
                        .toList());
        long sum = 0;
        for (String person : crowd) {
            JsonNode claim = won.get(person);
            long cents = claim == null ? 0 : claim.get("claim_amount").longValue();
            assertEquals(0, BigDecimal.valueOf(cents, 2).compareTo(WalletStub.received("user:" + person)), person);
            sum += cents;
        }
        assertEquals(1_000_000, sum);
        JsonNode end = sender.get(ALL + "/" + packet).expect(200).json();
        assertEquals(
                "completed 1000000 0",
                end.get("status").textValue() + " " + end.get("claimed_amount") + " " + end.get("remaining_packets"));
    }

    private static List<ApiAnswer> claims(String packet, List<String> racers) throws Exception {
        List<ApiAnswer> answers = new ArrayList<>();
        Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ApiAnswer>> running = racers.stream()
                    .map(racer -> threads.submit(() -> {
                        inFlight.acquire();
                        try {
                            return new Api(TestTokens.oneOfMany(racer))
                                    .post(ALL + "/" + packet + "/claim", Some.key(), "");
                        } finally {
                            inFlight.release();
                        }
                    }))
                    .toList();
            for (Future<ApiAnswer> one : running) {
                answers.add(one.get());
            }
        }
        return answers;
    }

    @Test
    void aShareThatSomebodyIsTakingIsPassed() throws SQLException {
        String packet = made(101, 2, "");
        try (Connection other = Sql.asApplication().source().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(
                    "SELECT FROM red_packet_share WHERE packet_id = '" + packet + "' AND number = 1 FOR UPDATE");
            assertEquals(
                    50,
                    claim(packet, bob).expect(200).json().get("claim_amount").intValue());
            other.rollback();
        }
        assertEquals(
                51, claim(packet, sue).expect(200).json().get("claim_amount").intValue());
    }

    @Test
    void devicesOfOnePersonGetOneShareTogether() {
        String packet = made(10, 5, "");
        List<String> amounts = IntStream.range(0, 8)
                .parallel()
                .mapToObj(_ -> claim(packet, bob).expect(200).text())
                .distinct()
                .toList();
        assertEquals(1, amounts.size());
        got("0.02", bob);
    }

    /** On another replica, where nobody here sees it come. */
    @Test
    void whoLosesAgainstTheirOtherDeviceKeepsTheirKey() throws Exception {
        String packet = made(10, 5, "");
        String key = Some.key();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection elsewhere = Sql.asApplication().source().getConnection();
                Statement statement = elsewhere.createStatement()) {
            elsewhere.setAutoCommit(false);
            String other = UUID.randomUUID().toString();
            statement.execute("UPDATE red_packet_share SET claim_id = '" + other + "' WHERE packet_id = '" + packet
                    + "' AND number = 1");
            statement.execute("INSERT INTO red_packet_claim"
                    + " (id, packet_id, share_number, user_id, amount, created_at, next_at) VALUES ('" + other + "', '"
                    + packet + "', 1, '" + bob + "', 2, now(), now() + interval '1 hour')");
            Future<ApiAnswer> answer = threads.submit(() -> claim(packet, bob, key));
            Eventually.holds(
                    "it waits for the other one",
                    () -> Sql.number("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);
            elsewhere.commit();
            answer.get().expect(200);
        }
        claim(packet, bob, key).expect(200);
        assertEquals(
                0,
                Sql.number(
                        "SELECT count(*) FROM used_key WHERE id = '" + Ids.derived("idempotency-key", bob, key) + "'"));
        got("0.02", bob);
        assertEquals(
                1,
                Sql.number("SELECT count(*) FROM red_packet_share WHERE claim_id IS NOT NULL AND packet_id = '" + packet
                        + "'"));
    }
}
