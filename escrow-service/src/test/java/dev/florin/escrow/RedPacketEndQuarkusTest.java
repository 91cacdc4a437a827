package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How red packets end: cancelled, expired, in the middle of a claim, and what comes back of them. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class RedPacketEndQuarkusTest extends RedPacketCase {
    @Test
    void claimAgainstCancelWinsOrLoses() {
        for (int round = 0; round < 5; round++) {
            String racer = Some.user("racer");
            String packet = made(10, 2, "");
            List<Integer> statuses = Stream.<Supplier<Integer>>of(
                            () -> claim(packet, racer).status(),
                            () -> sender.post(ALL + "/" + packet + "/cancel", "")
                                    .status())
                    .parallel()
                    .map(Supplier::get)
                    .toList();
            assertEquals(200, statuses.get(1));
            refund(packet).expect(200);
            boolean won = statuses.get(0) == 200;
            assertEquals(won ? 200 : 409, statuses.get(0));
            got(won ? "0.05" : "0", racer);
            assertEquals(0, new BigDecimal(won ? "0.05" : "0.10").compareTo(givenBack(packet)));
        }
    }

    @Test
    void whatIsCancelledFallsDueAndIsGivenBackOnce() {
        String packet = made(100, 4, "");
        claim(packet, bob).expect(200);
        assertEquals("refund-not-due", refund(packet).expect(409).code());
        assertEquals(
                "forbidden",
                Api.as(bob).post(ALL + "/" + packet + "/cancel", "").expect(403).code());
        sender.post(ALL + "/" + packet + "/cancel", "").expect(200);
        sender.post(ALL + "/" + packet + "/cancel", "").expect(200);
        assertEquals("red-packet-not-open", claim(packet, sue).expect(409).code());
        JsonNode due = due(packet);
        assertEquals("red_packet cancelled 25 100 0.75", summary(due));
        ApiAnswer given = refund(packet).expect(200);
        assertEquals("0.75", given.json().get("amount").asText());
        assertEquals(WalletStub.AVAILABLE, given.json().get("balance_after").decimalValue());
        assertEquals(
                given.text(),
                Api.asService()
                        .post("/internal/refundables/red_packet/" + packet + "/refund", "{\"refund_id\":\"r2\"}")
                        .expect(200)
                        .text());
        assertEquals(0, new BigDecimal("0.75").compareTo(givenBack(packet)));
        assertTrue(!Api.asService().get("/internal/refundables").text().contains(packet));
        assertEquals(List.of("red_packet_created ", "red_packet_claimed 3", "red_packet_cancelled 3"), toldTo(alice));
    }

    /** Of 101 cents in three shares the first is 34. */
    @Test
    void everyEventSaysOfWhomAndHowMuch() throws SQLException {
        String expired = made(101, 3, "");
        String cancelled = made(101, 3, "");
        for (String packet : List.of(expired, cancelled)) {
            claim(packet, bob).expect(200);
        }
        String body = Some.redPacket(7, 1, "random", ", \"recipients\": [\"" + sue + "\"]");
        String completed = sender.post(ALL, Some.key(), body)
                .expect(201)
                .json()
                .get("packet_id")
                .textValue();
        claim(completed, sue).expect(200);
        sender.post(ALL + "/" + cancelled + "/cancel", "").expect(200);
        String created = """
                red_packet_created {"packet_id":"packet","sender_id":"alice","total_amount":101,"packet_count":3,\
                "mode":"equal","currency":"USD","message":"luck","expires_at":"then"}""";
        String claimed = """
                red_packet_claimed {"packet_id":"packet","sender_id":"alice","recipient_id":"bob","claim_amount":34,\
                "remaining_packets":2,"currency":"USD"}""";
        String rest = """
                {"packet_id":"packet","sender_id":"alice","total_amount":101,"claimed_amount":34,"refund_amount":67,\
                "remaining_packets":2,"currency":"USD"}""";
        assertEquals(List.of(created, claimed, "red_packet_cancelled " + rest), told(cancelled));
        assertEquals(List.of("""
                        red_packet_created {"packet_id":"packet","sender_id":"alice","total_amount":7,"packet_count":1,\
                        "mode":"random","currency":"USD","message":"luck","expires_at":"then"}""", """
                        red_packet_claimed {"packet_id":"packet","sender_id":"alice","recipient_id":"sue",\
                        "claim_amount":7,"remaining_packets":0,"currency":"USD"}""", """
                        red_packet_completed {"packet_id":"packet","sender_id":"alice","total_amount":7,\
                        "packet_count":1,"currency":"USD"}"""), told(completed));
        assertEquals(List.of(created, claimed), told(expired));
        Sql.asSuperuser()
                .execute("UPDATE red_packet SET expires_at = now() - interval '1 second' WHERE id = '" + expired + "'");
        Eventually.holds("it expires", () -> told(expired).size() == 3);
        assertEquals("red_packet_expired " + rest, told(expired).getLast());
    }

    private List<String> told(String packet) {
        String expiresAt = sender.get(ALL + "/" + packet)
                .expect(200)
                .json()
                .get("expires_at")
                .textValue();
        Map<String, String> names = Map.of(alice, "alice", bob, "bob", sue, "sue", packet, "packet", expiresAt, "then");
        return Told.to(alice, "red_packet:" + packet, names);
    }

    @Test
    void whoseTimeIsOverExpires() {
        String packet = made(100, 4, ", \"expires_in\": 1");
        Eventually.holds(
                "it is closed",
                () -> Sql.one("SELECT state FROM red_packet WHERE id = '" + packet + "'")
                        .equals("expired"));
        assertEquals("red-packet-expired", claim(packet, bob).expect(409).code());
        assertEquals(
                "red-packet-expired",
                sender.post(ALL + "/" + packet + "/cancel", "").expect(409).code());
        assertEquals("red_packet expired 0 100 1.00", summary(due(packet)));
        refund(packet).expect(200);
        assertEquals(0, new BigDecimal("1.00").compareTo(givenBack(packet)));
        assertEquals(List.of("red_packet_created ", "red_packet_expired 4"), toldTo(alice));
    }

    @ParameterizedTest
    @EnumSource(names = {"BROKEN", "DYING"})
    void crashesAreFinishedByTheJob(WalletStub.Mood mood) {
        WalletStub.is(mood);
        String key = Some.key();
        String body = Some.redPacket(10, 2, "equal", "");
        assertEquals(
                "ledger-unavailable", sender.post(ALL, key, body).expect(503).code());
        WalletStub.is(WalletStub.Mood.WELL);
        Eventually.holds(
                "the job opens it",
                () -> sender.get(ALL)
                        .json()
                        .at("/red_packets/0/status")
                        .asText()
                        .equals("active"));
        String packet =
                sender.post(ALL, key, body).expect(201).json().get("packet_id").textValue();
        WalletStub.is(mood);
        claim(packet, bob).expect(503);
        sender.post(ALL + "/" + packet + "/cancel", "").expect(200);
        assertEquals(503, refund(packet).status());
        WalletStub.is(WalletStub.Mood.WELL);
        Eventually.holds("the job pays it", () -> toldTo(bob).equals(List.of("red_packet_claimed 1")));
        got("0.05", bob);
        WalletStub.is(mood);
        refund(packet).expect(503);
        WalletStub.is(WalletStub.Mood.WELL);
        Eventually.holds("it is given back", () -> refund(packet).status() == 200);
        String given = refund(packet).expect(200).text();
        WalletStub.is(mood);
        assertEquals("ledger-unavailable", refund(packet).expect(503).code(), "rather than another answer");
        WalletStub.is(WalletStub.Mood.WELL);
        Eventually.holds(
                "the answer is the first one", () -> refund(packet).text().equals(given));
        assertEquals(0, new BigDecimal("0.05").compareTo(givenBack(packet)));
        assertTrue(claim(packet, bob).expect(200).isReplayed());
        got("0.05", bob);
    }

    @Test
    void claimUnderWayOutlivesTheExpiry() throws SQLException {
        String packet = made(10, 2, "");
        WalletStub.is(WalletStub.Mood.BROKEN);
        claim(packet, bob).expect(503);
        Sql.asSuperuser()
                .execute("UPDATE red_packet SET expires_at = now() - interval '1 second' WHERE id = '" + packet + "'");
        assertEquals("red-packet-expired", claim(packet, sue).expect(409).code());
        WalletStub.is(WalletStub.Mood.WELL);
        Eventually.holds("it is given back", () -> refund(packet).status() == 200);
        got("0.05", bob);
        assertEquals(0, new BigDecimal("0.05").compareTo(givenBack(packet)));
    }

    @Test
    void claimAgainstExpiryWinsOrLoses() throws SQLException {
        for (int round = 0; round < 8; round++) {
            String racer = Some.user("racer");
            String packet = made(10, 2, "");
            Sql.asSuperuser()
                    .execute("UPDATE red_packet SET expires_at = now() + interval '" + 20 * round
                            + " milliseconds' WHERE id = '" + packet + "'");
            int status = claim(packet, racer).status();
            boolean won = status == 200;
            assertEquals(won ? 200 : 409, status);
            Eventually.holds("it is given back", () -> refund(packet).status() == 200);
            got(won ? "0.05" : "0", racer);
            assertEquals(0, new BigDecimal(won ? "0.05" : "0.10").compareTo(givenBack(packet)));
        }
    }
}
