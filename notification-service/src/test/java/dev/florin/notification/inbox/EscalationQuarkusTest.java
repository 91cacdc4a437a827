package dev.florin.notification.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.database.Database;
import dev.florin.common.database.DatabaseException;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.MovableClock;
import dev.florin.common.test.Sql;
import dev.florin.notification.Service;
import dev.florin.notification.SocketClient;
import dev.florin.notification.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of critical notifications that nobody acknowledges. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class EscalationQuarkusTest {
    private final Service service = Service.underTest();
    private final Database database = new Database(FlorinTestResource.database().asApplication());
    private MovableClock clock = new MovableClock(Instant.now());
    private final List<Escalation> escalated = new CopyOnWriteArrayList<>();
    private final String user = Some.user();
    private final List<EventEnvelope> alerts = List.of(critical(), critical());

    @Inject
    EscalationConfig config;

    @Inject
    InboxConfig inbox;

    private EscalationJob job(EscalationSink sink) {
        return new EscalationJob(new EscalationStore(database), config, inbox, Optional.of(sink), clock);
    }

    private EscalationJob job() {
        return job((_, escalations) -> escalated.addAll(escalations));
    }

    private List<String> ofUser() {
        return escalated.stream()
                .filter(one -> one.userId().equals(user))
                .map(one -> one.seq() + " " + one.channel().wireName())
                .toList();
    }

    private EventEnvelope critical() {
        return Some.event(
                UUID.randomUUID().toString(), new FlorinEvent.SecurityAlert("high", "a new device", null), user);
    }

    @BeforeEach
    void tell() {
        service.tell(Some.payment(1, user), alerts.getFirst(), alerts.getLast());
        clock = new MovableClock(Instant.now());
    }

    @Test
    void goOutAsPushAndThenAsMailOnceEach() {
        job().escalate();
        assertEquals(List.of(), ofUser());
        clock.advance(Duration.ofSeconds(61));
        Stream.of(job(), job()).parallel().forEach(EscalationJob::escalate);
        job().escalate();
        assertEquals(List.of("2 push", "3 push"), ofUser().stream().sorted().toList());
        clock.advance(Duration.ofMinutes(5));
        job().escalate();
        job().escalate();
        assertEquals(
                List.of("2 email", "2 push", "3 email", "3 push"),
                ofUser().stream().sorted().toList());
    }

    @Test
    void stayWhereTheyAreOnceTheyAreAcknowledgedOrRead() {
        try (SocketClient client = service.notifications(user, "?since=0")) {
            client.next(3);
            client.say("{\"type\":\"ack\",\"seq\":2}");
            Eventually.holds("the acknowledgement is written", () -> acked() == 2);
        }
        clock.advance(Duration.ofSeconds(61));
        job().escalate();
        assertEquals(List.of("3 push"), ofUser());
        String id = service.as(user).get("/api/notifications?limit=1").path("notifications[0].id");
        service.as(user).post("/api/notifications/" + id + "/read").then().statusCode(200);
        clock.advance(Duration.ofMinutes(10));
        job().escalate();
        assertEquals(List.of("3 push"), ofUser());
    }

    @Test
    void areNotAcknowledgedByAClientThatCameAfterThem() {
        EventEnvelope next = critical();
        try (SocketClient client = service.notifications(user)) {
            service.tell(next);
            client.next("security_alert");
            acknowledgesNoneButThis(client, next);
        }
    }

    @Test
    void areNotAcknowledgedByAClientThatDidNotWantThem() {
        EventEnvelope payment = Some.payment(2, user);
        try (SocketClient client = service.notifications(user, "?query=payment_received&since=0")) {
            service.tell(payment);
            client.next(2);
            acknowledgesNoneButThis(client, payment);
        }
    }

    @Test
    void areNotAcknowledgedByAClientThatHasNoRoomForThem() {
        String escrow = UUID.randomUUID().toString();
        EventEnvelope created = Some.ofEscrow(Some.escrowUpdate(escrow, "created", "INITIATED"), user);
        service.tell(created);
        try (SocketClient client = service.escrow(user)) {
            client.say("{\"type\":\"subscribe\",\"escrow_id\":\"" + escrow + "\"}")
                    .say("{\"type\":\"resume\",\"since\":0}");
            client.next("subscribed");
            client.next("escrow_update");
            acknowledgesNoneButThis(client, created);
        }
    }

    /** Which is the fourth. */
    private void acknowledgesNoneButThis(SocketClient client, EventEnvelope shown) {
        client.say("{\"type\":\"ack\",\"seq\":4}");
        Eventually.holds("the acknowledgement is written", () -> acked() == 4);
        clock.advance(Duration.ofSeconds(61));
        job().escalate();
        assertEquals(List.of("2 push", "3 push"), ofUser().stream().sorted().toList());
        assertEquals(
                List.of(true, false, false),
                Stream.concat(Stream.of(shown), alerts.stream())
                        .map(event -> steps(event).contains("acked"))
                        .toList());
    }

    private List<String> steps(EventEnvelope event) {
        return service.as(user)
                .get("/api/notifications/" + event.id() + "/timeline")
                .path("timeline.event");
    }

    @Test
    void areAcknowledgedByWhicheverClientWasShownThem() {
        try (SocketClient payments = service.notifications(user, "?query=payment_received&since=0");
                SocketClient all = service.notifications(user, "?since=2")) {
            payments.next("payment_received");
            service.tell(Some.payment(2, user));
            payments.next("payment_received");
            all.next(2);
            payments.say("{\"type\":\"ack\",\"seq\":4}");
            all.say("{\"type\":\"ack\",\"seq\":4}");
            Eventually.holds("both are written", () -> steps(alerts.getLast()).contains("acked"));
        }
        clock.advance(Duration.ofSeconds(61));
        job().escalate();
        assertEquals(List.of("2 push"), ofUser());
    }

    private long acked() {
        return database.first(
                        "SELECT max(seq) FROM acknowledgement WHERE user_id = ?",
                        statement -> statement.setString(1, user),
                        row -> row.getLong(1))
                .orElse(0L);
    }

    @Test
    void areHandedOverAgainIfTheChannelFailedThen() {
        clock.advance(Duration.ofSeconds(61));
        EscalationJob failing = job((_, _) -> {
            throw new SQLException("away");
        });
        assertThrows(DatabaseException.class, failing::escalate);
        job().escalate();
        assertEquals(List.of("2 push", "3 push"), ofUser().stream().sorted().toList());
    }

    @Test
    void areFoundByAJobThatGoesOnWhereItWas() throws SQLException {
        EscalationJob job = job();
        clock.advance(Duration.ofSeconds(61));
        job.escalate();
        assertEquals(List.of("2 push", "3 push"), ofUser().stream().sorted().toList());
        service.tell(critical());
        clock.advance(Duration.ofSeconds(61));
        job.escalate();
        assertEquals(
                List.of("2 push", "3 push", "4 push"),
                ofUser().stream().sorted().toList());
        service.tell(critical());
        // Its node's clock is slow, or its commit took as long.
        Sql.asOwner()
                .execute("UPDATE notification SET created_at = '%s' WHERE user_id = '%s' AND seq = 5"
                        .formatted(clock.instant().minus(Duration.ofMinutes(5)), user));
        job.escalate();
        assertEquals(
                List.of("2 push", "3 push", "4 push", "5 push"),
                ofUser().stream().filter(one -> one.endsWith("push")).sorted().toList());
    }

    @Test
    void areFoundToTheLastWhenManyFallDueAtOnce() {
        service.tell(critical());
        EscalationStore store = new EscalationStore(database);
        Instant begin = clock.instant().minus(Duration.ofDays(1));
        clock.advance(Duration.ofSeconds(61));
        Duration after = Duration.ofMinutes(1);
        EscalationStore.Found one = store.find(Escalation.Channel.PUSH, after, begin, clock.instant(), 1);
        assertEquals(1, one.due());
        int found = one.added();
        while (one.due() == 1) {
            one = store.find(Escalation.Channel.PUSH, after, one.last(), clock.instant(), 1);
            found += one.added();
        }
        assertTrue(found >= 3, "those of this user are among them");
        assertEquals(
                0,
                store.find(Escalation.Channel.PUSH, after, begin, clock.instant(), 500)
                        .due());
    }

    @Test
    void areForgottenWhenTheyAreTooOldToMatter() {
        clock.advance(Duration.ofDays(2));
        job().escalate();
        assertEquals(List.of(), ofUser());
    }
}
