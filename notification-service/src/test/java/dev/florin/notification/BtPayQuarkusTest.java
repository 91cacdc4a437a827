package dev.florin.notification;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventType;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.SteadyHour;
import dev.florin.common.test.TestTokens;
import dev.florin.notification.dashboard.DashboardService;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sockets of seed 003, from outside; wallet-service is played. */
@QuarkusTest
@SteadyHour
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(Neighbours.class)
class BtPayQuarkusTest {
    private final Service service = Service.underTest();
    private final String user = Some.user();
    private long version;

    @Inject
    DashboardService dashboards;

    @AfterEach
    void wallet() {
        Neighbours.walletIsDown(false);
    }

    private SocketClient live() {
        return SocketClient.connect(service.socket("/ws/btpay/live/?token=" + TestTokens.user(user)));
    }

    private SocketClient notifications(String query) {
        return SocketClient.connect(service.socket("/ws/btpay/notify/?token=" + TestTokens.user(user) + query));
    }

    private static String command(String name) {
        return "{\"command\": \"" + name + "\"}";
    }

    /** The next of this type; what comes by itself in between is passed over. */
    private static JsonNode find(SocketClient client, String type) {
        JsonNode message = client.next();
        while (!message.path("type").asText().equals(type)) {
            message = client.next();
        }
        return message;
    }

    /** The dashboard with that many; long before figures are asked for because they are old. */
    private static JsonNode findPending(SocketClient client, int pending) {
        for (int periods = 0; periods < 4; ) {
            JsonNode message = client.next();
            if (message.path("type").asText().equals("dashboard_update")
                    && message.at("/data/pending_count").asInt() == pending) {
                return message;
            }
            periods += message.path("type").asText().equals("periodic_update") ? 1 : 0;
        }
        throw new AssertionError("no dashboard shows " + pending);
    }

    private void spend(int pending) {
        Neighbours.spent(user, pending);
        service.tell(Some.balance("wallet-of-" + user, ++version, "1.00", user));
    }

    @Test
    void theDashboardComesByItselfAndWithEveryChange() {
        Neighbours.spent(user, 12);
        try (SocketClient client = live();
                SocketClient other = live()) {
            JsonNode first = client.next("dashboard_update");
            assertEquals(12, first.at("/data/pending_count").asInt());
            assertEquals("450.75", first.at("/data/pending_amount").asText());
            assertEquals("Carrefour", first.at("/data/top_merchants/0/name").asText());
            findPending(other, 12);
            for (int pending : List.of(13, 14)) {
                spend(pending);
                findPending(client, pending);
                findPending(other, pending);
            }
        }
    }

    /** A statement was taken in, or something put into a category: long before figures are old. */
    @Test
    void whatChangesFiguresWithoutAMovementIsShownAndNobodyIsToldOfIt() {
        Neighbours.spent(user, 12);
        try (SocketClient client = live();
                SocketClient all = service.notifications(user);
                SocketClient notify = notifications("")) {
            findPending(client, 12);
            notify.say(command("ping")).next("pong");
            Neighbours.spent(user, 13);
            service.tell(Some.event("figures-of-" + user, new FlorinEvent.FiguresChanged("import"), user));
            findPending(client, 13);
            service.tell(Some.event("n-" + user, dev.florin.common.Some.creditDeducted(), user));
            assertEquals(1, all.next("credit_deducted").get("seq").asLong());
            assertEquals(1, notify.next("notification").get("seq").asLong());
        }
        service.as(user).get("/api/notifications").then().body("notifications.size()", equalTo(1));
    }

    @Test
    void whatAnotherNodeWasToldOfFiguresIsShownHereAsWell() {
        Neighbours.spent(user, 12);
        Node other = new Node(Duration.ofHours(1));
        try (SocketClient client = live()) {
            findPending(client, 12);
            Neighbours.spent(user, 13);
            Instant now = Instant.now();
            other.passing.pass(
                    List.of(user),
                    new Notice(
                            "elsewhere-" + user,
                            EventType.FIGURES_CHANGED.wireName(),
                            now,
                            "{\"cause\":\"category\"}",
                            new Place.Passing(null),
                            now));
            findPending(client, 13);
        } finally {
            other.stop();
        }
    }

    @Test
    void manyChangesAtOnceAreFewQuestions() {
        Neighbours.spent(user, 1);
        try (SocketClient client = live()) {
            findPending(client, 1);
            long asked = Neighbours.figuresAsked(user);
            Neighbours.spent(user, 2);
            service.tell(IntStream.range(0, 50).mapToObj(n -> Some.balance(user + "-" + n, 1, "1.00", user)));
            findPending(client, 2);
            assertTrue(Neighbours.figuresAsked(user) - asked <= 5);
        }
    }

    @Test
    void whoChangesAllTheTimeIsShownOneChangeASecond() {
        AtomicInteger spent = new AtomicInteger();
        Neighbours.whenAsked(user, () -> {
            Neighbours.spent(user, spent.incrementAndGet());
            dashboards.changed(user);
        });
        long startNs = System.nanoTime();
        try (SocketClient client = live()) {
            findPending(client, 5);
        }
        assertTrue(Eventually.since(startNs).toSeconds() >= 3, "the first, and four changes");
    }

    @Test
    void everyCommandIsAnswered() {
        Neighbours.spent(user, 5);
        try (SocketClient client = live()) {
            client.say(command("request_data"));
            assertEquals(5, findPending(client, 5).at("/data/pending_count").asInt());
            client.say(command("ping"));
            assertTrue(find(client, "pong").has("timestamp"));
            client.say(command("request_pending"));
            assertEquals(
                    "McDonald's",
                    find(client, "pending_update").at("/data/0/merchant").asText());
            client.say(command("request_hourly"));
            assertEquals(
                    1, find(client, "hourly_update").at("/data/0/transactions").asInt());
            client.say(command("request_categories"));
            assertEquals(
                    "food",
                    find(client, "category_update")
                            .at("/data/categories/0/category")
                            .asText());
            client.say(command("auto_categorize"));
            assertEquals(
                    5, find(client, "auto_categorize_result").get("categorized").asInt());
            client.say("{\"command\":\"refresh\",\"token\":\"" + TestTokens.user(user) + "\"}");
            find(client, "refreshed");
            client.say(command("dance"));
            assertEquals("unknown-command", find(client, "error").get("code").asText());
            client.say("nonsense");
            assertEquals("bad-json", find(client, "error").get("code").asText());
        }
    }

    /** Many look, ask and wait for as long as two periods: nobody asks wallet-service because of that. */
    @Test
    void lookingCostsNoQuestion() {
        Neighbours.spent(user, 1);
        try (SocketClient one = live();
                SocketClient two = live()) {
            findPending(one, 1);
            findPending(two, 1);
            long asked = Neighbours.figuresAsked(user);
            for (int i = 0; i < 10; i++) {
                one.say(command("request_data")).say(command("request_pending"));
            }
            Set<String> seen = new HashSet<>();
            for (int periods = 0; periods < 2; ) {
                String type = two.next().get("type").asText();
                seen.add(type);
                periods += type.equals("periodic_update") ? 1 : 0;
            }
            assertEquals(Set.of("dashboard_update", "periodic_update"), seen);
            IntStream.range(0, 10).forEach(_ -> find(one, "pending_update"));
            assertEquals(asked, Neighbours.figuresAsked(user));
        }
    }

    @Test
    void whileWalletServiceIsAwayTheLastFiguresStay() {
        Neighbours.spent(user, 1);
        try (SocketClient client = live()) {
            findPending(client, 1);
            Neighbours.walletIsDown(true);
            spend(2);
            assertEquals(
                    "figures-unavailable", find(client, "error").get("code").asText());
            String at = find(client, "dashboard_update").get("timestamp").asText();
            JsonNode old = client.say(command("request_data")).next("periodic_update");
            assertEquals(at, old.get("timestamp").asText());
            assertEquals(at, client.next("dashboard_update").get("timestamp").asText());
            try (SocketClient newcomer = live()) {
                assertEquals(
                        at, newcomer.next("dashboard_update").get("timestamp").asText());
                newcomer.next("error");
            }
            client.say(command("auto_categorize"));
            find(client, "error");
            Neighbours.walletIsDown(false);
            assertFalse(findPending(client, 2).get("timestamp").asText().equals(at));
        }
    }

    /** The others who are asked for in the same request have their figures. */
    @Test
    void whosePastIsStillAddedUpIsToldSoAndShownLater() {
        Neighbours.spent(user, 1);
        Neighbours.isBehind(user, true);
        String eve = Some.user();
        try (SocketClient client = live()) {
            assertEquals("figures-unavailable", client.next("error").get("code").asText());
            try (SocketClient other =
                    SocketClient.connect(service.socket("/ws/btpay/live/?token=" + TestTokens.user(eve)))) {
                other.next("dashboard_update");
            }
            Neighbours.isBehind(user, false);
            findPending(client, 1);
        }
    }

    @Test
    void whoHasGoneIsNotAskedForAnyMore() {
        try (SocketClient client = live()) {
            client.next("dashboard_update");
        }
        Eventually.holds("asked no more", () -> {
            long before = Neighbours.figuresAsked(user);
            spend(3);
            try (SocketClient witness = service.notifications(user)) {
                witness.next("balance_update");
            }
            return Neighbours.figuresAsked(user) == before;
        });
    }

    @Test
    void anotherUsersFiguresAreAnothers() {
        Neighbours.spent(user, 7);
        String eve = Some.user();
        try (SocketClient client =
                SocketClient.connect(service.socket("/ws/btpay/live/?token=" + TestTokens.user(eve)))) {
            assertEquals(
                    0, client.next("dashboard_update").at("/data/pending_count").asInt());
        }
    }

    @Test
    void everyWayToSayWhoOneIs() {
        String token = TestTokens.user(user);
        WebSocket.Builder header = SocketClient.builder().header("Authorization", "Bearer " + token);
        WebSocket.Builder protocol = SocketClient.builder().subprotocols("bearer-token-carrier", token);
        String ticket = service.as(user).post("/api/ws/tickets").path("ticket");
        for (String path : List.of("/ws/btpay/live/", "/ws/btpay/live", "/ws/btpay/notify/")) {
            try (SocketClient byHeader = SocketClient.connect(service.socket(path), header);
                    SocketClient byProtocol = SocketClient.connect(service.socket(path), protocol)) {
                find(byHeader.say(command("ping")), "pong");
                find(byProtocol.say(command("ping")), "pong");
            }
        }
        try (SocketClient byTicket = SocketClient.connect(service.socket("/ws/btpay/notify/?ticket=" + ticket))) {
            find(byTicket.say(command("ping")), "pong");
        }
    }

    @Test
    void notificationsAndAlerts() {
        try (SocketClient client = notifications("")) {
            client.say(command("ping")).next("pong");
            service.tell(
                    Some.event("n-" + user, dev.florin.common.Some.creditDeducted(), user),
                    Some.payment(1, user),
                    Some.event("a-" + user, new FlorinEvent.SecurityAlert("high", "New device.", null), user));
            JsonNode notification = client.next("notification");
            assertEquals("credit_deducted", notification.at("/data/event_type").asText());
            assertTrue(notification.at("/data/amount").isNumber());
            assertEquals(1, notification.get("seq").asLong());
            JsonNode alert = client.next("alert");
            assertEquals("New device.", alert.at("/data/message").asText());
            assertEquals(3, alert.get("seq").asLong());
            client.say("{\"command\":\"ack\",\"seq\":3}").say(command("ping")).next("pong");
            client.say("{\"command\":\"resume\",\"since\":2}");
            assertEquals(3, client.next("alert").get("seq").asLong());
            client.say("{\"command\":\"resume\",\"since\":9}");
            assertEquals("unknown-position", client.next("resync").get("reason").asText());
            client.say(command("request_data"));
            assertEquals("unknown-command", client.next("error").get("code").asText());
        }
        try (SocketClient client = notifications("&since=0")) {
            assertEquals(1, client.next("notification").get("seq").asLong());
            assertEquals(3, client.next("alert").get("seq").asLong());
        }
    }

    @Test
    void abuseEndsIt() {
        try (SocketClient client = live()) {
            // Not one more than it takes: what is said to a closed socket fails.
            IntStream.range(0, 21).forEach(_ -> client.say(command("dance")));
            assertEquals(3502, client.closeCode());
        }
    }
}
