package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.id.Ids;
import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A sender and two others whom no other test knows. */
abstract class RedPacketCase {
    static final String ALL = "/api/red-packets";

    final String alice = Some.user("alice");

    final String bob = Some.user("bob");

    final String sue = Some.user("sue");

    final Api sender = Api.as(alice);

    /** The circuit breaker, too, has to see that. */
    @BeforeEach
    @AfterEach
    void theWalletIsWellAgain() {
        WalletStub.is(WalletStub.Mood.WELL);
        WalletStub.isFrozen("nobody");
        WalletStub.isPoor("nobody");
        Api anybody = Api.as(Some.user("anybody"));
        String key = Some.key();
        Eventually.holds(
                "the wallet is asked again",
                () -> anybody.post(ALL, key, Some.redPacket(1, 1, "equal", "")).status() == 201);
    }

    String made(long cents, int shares, String more) {
        return sender.post(ALL, Some.key(), Some.redPacket(cents, shares, "equal", more))
                .expect(201)
                .json()
                .get("packet_id")
                .textValue();
    }

    static ApiAnswer claim(String packet, String user) {
        return claim(packet, user, Some.key());
    }

    static ApiAnswer claim(String packet, String user, String key) {
        return Api.as(user).post(ALL + "/" + packet + "/claim", key, "");
    }

    String status(String packet) {
        return sender.get(ALL + "/" + packet).expect(200).json().get("status").textValue();
    }

    static void got(String expected, String user) {
        assertEquals(0, new BigDecimal(expected).compareTo(WalletStub.received("user:" + user)), user);
    }

    static BigDecimal givenBack(String packet) {
        return WalletStub.givenBack(Ids.derived("hold", "red_packet:" + packet));
    }

    static List<String> toldTo(String user) {
        return EventStub.toldTo(user).stream()
                .map(event -> event.type() + " "
                        + event.data().path("remaining_packets").asText())
                .toList();
    }

    static ApiAnswer refund(String packet) {
        return Api.asService().post("/internal/refundables/red_packet/" + packet + "/refund", "{\"refund_id\":\"r1\"}");
    }

    static JsonNode due(String packet) {
        for (JsonNode item : Api.asService()
                .get("/internal/refundables?limit=500")
                .expect(200)
                .json()
                .get("items")) {
            if (item.get("id").textValue().equals(packet)) {
                return item;
            }
        }
        throw new AssertionError("not due: " + packet);
    }

    static String summary(JsonNode due) {
        return String.join(
                " ",
                due.get("kind").asText(),
                due.get("reason").asText(),
                due.get("claimed_amount").asText(),
                due.get("total_amount").asText(),
                due.get("amount").asText());
    }
}
