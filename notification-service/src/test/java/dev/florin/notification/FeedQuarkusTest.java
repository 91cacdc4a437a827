package dev.florin.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class FeedQuarkusTest {
    private final Service service = Service.underTest();

    @Test
    void deliversInOrderOnce() {
        String user = Some.user();
        try (SocketClient client = service.notifications(user)) {
            for (int batch = 0; batch < 10; batch++) {
                int from = batch * 10;
                service.tell(IntStream.range(from, from + 10).mapToObj(n -> Some.payment(n, user)));
            }
            assertEquals(LongStream.rangeClosed(1, 100).boxed().toList(), seqs(client.next(100)));
            client.hasNothingMore();
        }
    }

    @Test
    void showsAnEventAsItsProducerWroteIt() {
        String user = Some.user();
        EventEnvelope payment = Some.payment(7, user);
        try (SocketClient client = service.notifications(user)) {
            service.tell(payment);
            JsonNode frame = client.next("payment_received");
            assertEquals(Some.tree(Some.json(payment.event())), frame.get("data"));
            assertEquals(payment.id(), frame.get("id").asText());
            assertEquals("2026-01-31T12:00:00.000Z", frame.get("timestamp").asText());
            assertEquals(1, frame.get("seq").asLong());
        }
    }

    @Test
    void resumesAfterWhatTheClientHasSeen() {
        String user = Some.user();
        service.tell(IntStream.range(0, 450).mapToObj(n -> Some.payment(n, user)));
        try (SocketClient client = service.notifications(user, "?since=30")) {
            assertEquals(LongStream.rangeClosed(31, 450).boxed().toList(), seqs(client.next(420)));
            service.tell(Some.payment(451, user));
            assertEquals(451, client.next().get("seq").asLong());
            client.hasNothingMore();
        }
    }

    @Test
    void startsNowWithoutACursor() {
        String user = Some.user();
        service.tell(Some.payment(1, user), Some.payment(2, user));
        try (SocketClient client = SocketClient.connect(service.notificationsUri(TestTokens.user(user), ""))) {
            JsonNode connected = client.next("connected");
            assertEquals(2, connected.get("seq").asLong());
            assertEquals(user, connected.get("data").get("user_id").asText());
            client.say("{\"type\":\"resume\",\"since\":1}");
            assertEquals(2, client.next("payment_received").get("seq").asLong());
            client.hasNothingMore();
        }
    }

    @Test
    void balancesConvergeAndNeverGoBack() {
        String user = Some.user();
        String wallet = "wallet-of-" + user;
        service.tell(Some.balance(wallet, 1, "10.00", user));
        try (SocketClient client = service.balance(user)) {
            assertEquals("10.00", client.next("balance_update").get("balance").asText());
            service.tell(Some.balance(wallet, 3, "30.00", user));
            service.tell(Some.balance(wallet, 2, "20.00", user));
            service.tell(Some.balance(wallet, 4, "40.00", user));
            assertEquals(3, client.next("balance_update").get("version").asLong());
            assertEquals(4, client.next("balance_update").get("version").asLong());
        }
        try (SocketClient client = service.notifications(user)) {
            JsonNode frame = client.next("balance_update");
            assertEquals(4, frame.get("data").get("version").asLong());
            assertFalse(frame.has("seq"));
        }
    }

    /** As wallet-service tells of a payment that happened at once. */
    private static EventEnvelope paid(String user) {
        FlorinEvent update = new FlorinEvent.TransferUpdate(
                "transfer-1",
                "completed",
                100,
                user,
                "bob",
                new BigDecimal("12.50"),
                "USD",
                null,
                null,
                List.of(
                        new FlorinEvent.TransferUpdate.Step("initiated", 0),
                        new FlorinEvent.TransferUpdate.Step("processing", 50)));
        return EventEnvelope.of(
                UUID.randomUUID().toString(), "/test", Instant.now(), update, List.of(user), null, null);
    }

    /** As the producer's relay does when it did not hear that they were taken. */
    @Test
    void aRepeatShowsNothingAgain() {
        String user = Some.user();
        try (SocketClient client = service.notifications(user)) {
            EventEnvelope paid = paid(user);
            service.tell(paid);
            client.next(3);
            service.tell(paid);
            client.hasNothingMore();
        }
    }

    @Test
    void everyStateOfAPaymentIsSeenInOrderAlsoByWhoComesBack() {
        String user = Some.user();
        List<JsonNode> live;
        try (SocketClient client = service.notifications(user)) {
            service.tell(paid(user));
            live = client.next(3);
            client.hasNothingMore();
        }
        assertEquals(
                List.of("initiated 0 ", "processing 50 ", "completed 100 1"),
                live.stream()
                        .map(frame -> frame.at("/data/status").textValue() + " " + frame.at("/data/progress") + " "
                                + frame.path("seq").asText())
                        .toList());
        assertEquals(3, live.stream().map(frame -> frame.get("id")).distinct().count());
        try (SocketClient client = service.notifications(user, "?since=0")) {
            assertEquals(live, client.next(3));
            client.hasNothingMore();
        }
    }

    static List<Long> seqs(List<JsonNode> frames) {
        return frames.stream().map(frame -> frame.get("seq").asLong()).toList();
    }
}
