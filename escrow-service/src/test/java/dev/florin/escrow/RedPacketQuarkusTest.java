package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Red packets from their making to their end, as senders and claimers see them. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class RedPacketQuarkusTest extends RedPacketCase {
    @Test
    void isClaimedToItsLastShare() {
        String packet = made(101, 2, "");
        ApiAnswer first = claim(packet, bob).expect(200);
        assertEquals(51, first.json().get("claim_amount").intValue());
        assertEquals(1, first.json().get("remaining_packets").intValue());
        assertEquals(
                50, claim(packet, sue).expect(200).json().get("claim_amount").intValue());
        got("0.51", bob);
        got("0.50", sue);
        assertEquals("completed", status(packet));
        assertEquals(
                "red-packet-empty", claim(packet, Some.user("eve")).expect(409).code());
        assertEquals(
                List.of("red_packet_created ", "red_packet_claimed 1", "red_packet_claimed 0", "red_packet_completed "),
                toldTo(alice));
        assertEquals(List.of("red_packet_claimed 1"), toldTo(bob));
        JsonNode received =
                Api.as(bob).get(ALL + "?role=received").expect(200).json().get("red_packets");
        assertEquals(51, received.get(0).get("claim_amount").intValue());
        assertEquals(
                packet,
                sender.get(ALL)
                        .expect(200)
                        .json()
                        .at("/red_packets/0/packet_id")
                        .textValue());
    }

    @Test
    void canBeClaimedForADayUnlessItSays() {
        for (List<String> one : List.of(List.of("", "PT24H"), List.of(", \"expires_in\": 60", "PT1M"))) {
            JsonNode packet =
                    sender.get(ALL + "/" + made(3, 1, one.get(0))).expect(200).json();
            assertEquals(
                    Duration.parse(one.get(1)),
                    Duration.between(
                            Instant.parse(packet.get("created_at").textValue()),
                            Instant.parse(packet.get("expires_at").textValue())));
        }
    }

    @Test
    void pagesGoOnWhereTheyEnded() {
        List<String> made = Stream.of(made(3, 1, ""), made(3, 1, ""), made(3, 1, ""))
                .toList()
                .reversed();
        JsonNode page = sender.get(ALL + "?limit=2").expect(200).json();
        JsonNode rest = sender.get(
                        ALL + "?limit=2&cursor=" + page.get("next_cursor").textValue())
                .expect(200)
                .json();
        List<String> found = new ArrayList<>();
        for (JsonNode answer : List.of(page, rest)) {
            answer.get("red_packets")
                    .forEach(one -> found.add(one.get("packet_id").textValue()));
        }
        assertEquals(made.stream().sorted().toList(), found.stream().sorted().toList());
        assertTrue(!rest.has("next_cursor"), rest.toString());
    }

    @Test
    void pagesOfReceivedOnesGoOnWhereTheyEnded() throws SQLException {
        for (int cents = 1; cents <= 3; cents++) {
            String claim = claim(made(cents, 1, ""), bob)
                    .expect(200)
                    .json()
                    .get("claim_id")
                    .textValue();
            // Otherwise two of them could be of the same millisecond, and in either order.
            Sql.asSuperuser()
                    .executeWithoutTriggers("UPDATE red_packet_claim SET created_at = created_at - interval '" + cents
                            + " minutes' WHERE id = '" + claim + "'");
        }
        claim(made(9, 1, ""), sue).expect(200);
        String received = ALL + "?role=received&limit=2";
        JsonNode page = Api.as(bob).get(received).expect(200).json();
        JsonNode rest = Api.as(bob)
                .get(received + "&cursor=" + page.get("next_cursor").textValue())
                .expect(200)
                .json();
        assertEquals(List.of(1, 2), shares(page));
        assertEquals(List.of(3), shares(rest));
        assertTrue(!rest.has("next_cursor"), rest.toString());
    }

    private static List<Integer> shares(JsonNode page) {
        return page.get("red_packets")
                .valueStream()
                .map(packet -> packet.get("claim_amount").intValue())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"total_amount\": 1, \"packet_count\": 2, \"mode\": \"equal\", \"currency\": \"USD\"} | invalid-request",
                "{\"total_amount\": 0, \"packet_count\": 2, \"mode\": \"equal\", \"currency\": \"USD\"} | amount-not-positive",
                "{\"total_amount\": 9.5, \"packet_count\": 2, \"mode\": \"equal\", \"currency\": \"USD\"} | malformed-json",
                "{\"total_amount\": 99999, \"packet_count\": 10001, \"mode\": \"equal\", \"currency\": \"USD\"} | invalid-request",
                "{\"total_amount\": 9, \"packet_count\": 2, \"mode\": \"unequal\", \"currency\": \"USD\"} | invalid-request",
                "{\"total_amount\": 9, \"packet_count\": 2, \"mode\": \"equal\", \"currency\": \"XXX\"} | unknown-asset",
                "{\"total_amount\": 9, \"packet_count\": 2, \"mode\": \"equal\", \"currency\": \"USD\", \"expires_in\": 0} | invalid-request",
                "{\"total_amount\": 9, \"packet_count\": 2, \"mode\": \"equal\", \"currency\": \"USD\", \"recipients\": []} | invalid-request",
                "{\"total_amount\": 9, \"packet_count\": 2, \"mode\": \"equal\", \"currency\": \"USD\", \"recipients\": [null]} | invalid-request",
                "{\"total_amount\": 9, \"packet_count\": 2, \"mode\": \"equal\", \"currency\": \"USD\", \"expires_in\": 2592001} | invalid-request"
            })
    void whatCannotBeSentIsRefused(String body, String code) {
        assertEquals(code, sender.post(ALL, Some.key(), body).code());
    }

    @Test
    void whatIsTooMuchIsRefused() {
        String many = IntStream.rangeClosed(0, 500)
                .mapToObj(i -> "\"r-" + i + "\"")
                .collect(Collectors.joining(", ", ", \"recipients\": [", "]"));
        for (String more : List.of(
                many,
                ", \"recipients\": [\"" + bob + "\", \"" + alice + "\"]",
                ", \"recipients\": [\"" + "x".repeat(200) + "\"]",
                ", \"message\": \"" + "x".repeat(501) + "\"")) {
            String body = Some.redPacket(10, 2, "equal", more)
                    .replace(", \"message\": \"luck\"", more.contains("message") ? "" : ", \"message\": \"luck\"");
            ApiAnswer answer = sender.post(ALL, Some.key(), body);
            assertEquals("400 invalid-request", answer.status() + " " + answer.code(), more);
        }
    }

    @Test
    void onlyNamedRecipientsKnowOfIt() {
        String packet = made(10, 2, ", \"recipients\": [\"" + bob + "\"]");
        assertEquals("not-found", claim(packet, sue).expect(404).code());
        Api.as(sue).get(ALL + "/" + packet).expect(404);
        assertTrue(!Api.as(bob).get(ALL + "/" + packet).expect(200).json().has("recipients"));
        claim(packet, bob).expect(200);
        assertEquals("same-account", claim(packet, alice).expect(422).code());
        assertEquals(List.of("red_packet_created ", "red_packet_claimed 1"), toldTo(bob));
    }

    @Test
    void repeatsAreAnsweredTheSame() {
        String key = Some.key();
        String body = Some.redPacket(10, 2, "random", "");
        ApiAnswer made = sender.post(ALL, key, body).expect(201);
        String packet = made.json().get("packet_id").textValue();
        String claimKey = Some.key();
        String path = ALL + "/" + packet + "/claim";
        ApiAnswer claimed = Api.as(bob).post(path, claimKey, "").expect(200);
        claim(packet, sue).expect(200);
        ApiAnswer again = Api.as(bob).post(path, claimKey, "").expect(200);
        assertEquals(claimed.text(), again.text());
        assertTrue(again.isReplayed());
        assertEquals(claimed.text(), claim(packet, bob).expect(200).text());
        assertEquals(made.text(), sender.post(ALL, key, body).expect(201).text());
        assertEquals(
                "idempotency-key-reused",
                sender.post(ALL, key, Some.redPacket(11, 2, "random", ""))
                        .expect(422)
                        .code());
        assertEquals(
                "idempotency-key-reused",
                Api.as(bob)
                        .post(ALL + "/" + made(10, 1, "") + "/claim", claimKey, "")
                        .expect(422)
                        .code());
    }

    @Test
    void withoutMoneyThereIsNone() {
        WalletStub.isPoor(alice);
        String key = Some.key();
        String body = Some.redPacket(10, 2, "equal", "");
        assertEquals(
                "insufficient-funds", sender.post(ALL, key, body).expect(422).code());
        WalletStub.isPoor("nobody");
        assertEquals(
                "insufficient-funds", sender.post(ALL, key, body).expect(422).code());
        sender.post(ALL, Some.key(), body).expect(201);
    }

    @Test
    void shareOfWhoCannotBePaidGoesBack() {
        String packet = made(7, 1, "");
        WalletStub.isFrozen(bob);
        assertEquals("recipient-frozen", claim(packet, bob).expect(422).code());
        WalletStub.isFrozen("nobody");
        assertEquals(
                7, claim(packet, bob).expect(200).json().get("claim_amount").intValue());
        got("0.07", bob);
    }

    @Test
    void theDatabaseKeepsSharesAndClaimsTogether() {
        String packet = made(10, 2, "");
        Sql application = Sql.asApplication();
        assertThrows(
                SQLException.class,
                () -> application.execute(
                        "INSERT INTO red_packet_share (packet_id, number, amount) VALUES ('" + packet + "', 3, 1)"));
        assertThrows(SQLException.class, () -> application.execute("UPDATE red_packet_share SET amount = 1"));
        assertThrows(
                SQLException.class,
                () -> Sql.asSuperuser().execute("UPDATE red_packet SET claimed = 11 WHERE id = '" + packet + "'"));
        assertThrows(SQLException.class, () -> Sql.asSuperuser().execute("DELETE FROM red_packet"));
    }

    @Test
    void operatorsSeeHowManyThereAre() {
        JsonNode before =
                Api.asService().get("/internal/red-packets/stats").expect(200).json();
        claim(made(1, 1, ""), bob).expect(200);
        made(1, 1, "");
        JsonNode after =
                Api.asService().get("/internal/red-packets/stats").expect(200).json();
        assertEquals(
                2,
                after.at("/red_packets/total").asInt()
                        - before.at("/red_packets/total").asInt());
        assertEquals(
                1,
                after.at("/red_packets/completed").asInt()
                        - before.at("/red_packets/completed").asInt());
        assertEquals(
                1,
                after.at("/claims/total").asInt() - before.at("/claims/total").asInt());
    }
}
