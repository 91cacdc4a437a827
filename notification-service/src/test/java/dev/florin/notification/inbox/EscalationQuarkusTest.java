package dev.florin.notification.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.common.database.Database;
import dev.florin.common.database.DatabaseException;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.MovableClock;
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
        service.tell(Some.payment(1, user), critical(), critical());
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

    private long acked() {
        return database.first(
                        "SELECT acked FROM seen WHERE user_id = ?",
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
    void areForgottenWhenTheyAreTooOldToMatter() {
        clock.advance(Duration.ofDays(2));
        job().escalate();
        assertEquals(List.of(), ofUser());
    }
}
