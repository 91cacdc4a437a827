package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.local.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kill -9} of notification-service at every moment between an event and an e-mail, a push or a frame. */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
class ChannelCrashIT {
    private static final int PEOPLE = 3;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration REACHED_WITHIN = Duration.ofSeconds(60);
    private static final int MAX_PAUSE_MS = 30;

    private final Random random = new Random(41);
    private final List<SocketRecorder> sockets = new ArrayList<>();
    private final List<Person> everybody = new ArrayList<>();

    /** The moments are spread over two tests, each of which waits for its people once. */
    @ParameterizedTest
    @MethodSource("halves")
    void whatIsStoredReachesItsUserByEveryWayWheneverTheServiceDies(List<Moment> moments, Florin florin) {
        try {
            for (Moment moment : moments) {
                List<Person> people = Stream.generate(() -> person(florin, moment))
                        .limit(PEOPLE)
                        .toList();
                everybody.addAll(people);
                dieAt(moment, florin, people);
            }
            assertReached(florin);
            for (int i = 0; i < everybody.size(); i++) {
                assertEquals(
                        2,
                        florin.inbox().lastSeq(everybody.get(i)),
                        everybody.get(i).id());
                florin.assertSawEverything(everybody.get(i), sockets.get(i), 0);
            }
            florin.inbox().assertNumberedWithoutGap();
        } finally {
            sockets.forEach(SocketRecorder::close);
        }
    }

    static Stream<List<Moment>> halves() {
        List<Moment> all = List.copyOf(EnumSet.range(Moment.TELLING, Moment.ESCALATING));
        return Stream.of(all.subList(0, all.size() / 2), all.subList(all.size() / 2, all.size()));
    }

    /** Somebody with a socket, an address and a browser, who is told of alerts by escalation only. */
    private Person person(Florin florin, Moment moment) {
        Person person = florin.person(moment.name().toLowerCase(java.util.Locale.ROOT));
        ObjectNode preferences = Json.object().put("email", person.id() + "@example.org");
        ObjectNode channels = preferences.putObject("channels");
        channels.putArray("kyc_status").add("push").add("email");
        channels.putArray("security_alert");
        prefer(person, preferences);
        subscribe(person, florin.outside().endpoint(person));
        sockets.add(SocketRecorder.notifications(person, 0));
        return person;
    }

    private static void prefer(Person person, ObjectNode preferences) {
        person.rest()
                .ask("PUT", "/api/notifications/preferences", person.token(), preferences, null)
                .expect(200);
    }

    private static void subscribe(Person person, String endpoint) {
        ObjectNode browser = Json.object().put("endpoint", endpoint);
        browser.putObject("keys").put("p256dh", Outside.POINT).put("auth", "AAAAAAAAAAAAAAAAAAAAAA");
        person.rest()
                .ask("POST", "/api/notifications/push-subscriptions", person.token(), browser, null)
                .expect(201);
    }

    private void dieAt(Moment moment, Florin florin, List<Person> people) {
        Trap trap = florin.outside().trap();
        trap.set(moment);
        CompletableFuture<Void> told = CompletableFuture.runAsync(
                () -> people.forEach(person -> tell(florin, person)),
                work -> Thread.ofVirtual().start(work));
        switch (moment) {
            case TELLING ->
                LockSupport.parkNanos(
                        Duration.ofMillis(random.nextInt(MAX_PAUSE_MS)).toNanos());
            case TOLD -> told.join();
            case MAIL_TAKEN, MAIL_ANSWERED, PUSH_TAKEN, PUSH_ANSWERED, PUSH_REFUSED, LAST_TRY -> trap.awaitCatch(SOON);
            case ESCALATING ->
                Await.until(SOON, "an escalation", () -> florin.inbox().escalations(people) > 0);
        }
        restart(florin);
        told.join();
    }

    /** It dies, and whoever was caught at that moment is let go before it is back. */
    private static void restart(Florin florin) {
        florin.system().kill(Service.NOTIFICATION);
        florin.outside().trap().release();
        florin.system().start(Service.NOTIFICATION);
    }

    /** However often it is begun, it stays one message of all that was held back. */
    @ParameterizedTest
    @EnumSource(names = {"MAIL_TAKEN", "MAIL_ANSWERED"})
    void aDigestStaysWholeWhenTheServiceDiesInTheMiddleOfIt(Moment moment, Florin florin) {
        Person person = florin.person("sleeper");
        ObjectNode preferences = Json.object().put("email", person.id() + "@example.org");
        preferences.putObject("channels").putArray("kyc_status").add("email");
        preferences.set("quiet_hours", quietFor(Duration.ofSeconds(10)));
        prefer(person, preferences);
        Trap trap = florin.outside().trap();
        trap.set(moment);
        tell(florin, news(person), news(person));
        trap.awaitCatch(SOON);
        restart(florin);
        Await.until(
                REACHED_WITHIN,
                () -> "a digest is sent, it is " + florin.inbox().deliveries(person),
                () -> florin.inbox().deliveries(person).equals(List.of("email sent", "email sent")));
        List<String> taken = florin.outside().taken().stream()
                .filter(one -> one.startsWith(person.id() + " "))
                .toList();
        assertEquals(Set.of(person.id() + " email digest of 2"), Set.copyOf(taken), taken::toString);
        assertTrue(taken.size() <= 2, taken::toString);
    }

    /** Quiet hours of somebody on whose wall the clock will show noon so soon. */
    private static ObjectNode quietFor(Duration rest) {
        int secondOfDay = LocalTime.now(ZoneOffset.UTC).toSecondOfDay();
        int ahead = LocalTime.NOON.toSecondOfDay() - (int) rest.toSeconds() - secondOfDay;
        return Json.object()
                .put("start", "11:00")
                .put("end", "12:00")
                .put("time_zone", ZoneOffset.ofTotalSeconds(ahead).getId());
    }

    /**
     * Dies before the operators' alert is stored, and when it is but the delivery is not closed: in both cases they are
     * told, and once.
     */
    @ParameterizedTest
    @ValueSource(strings = {"notification", "delivery"})
    void whatIsGivenUpIsToldToTheOperatorsOnceWhenTheServiceDiesMeanwhile(String cannotBeWritten, Florin florin) {
        Person person = florin.person("unreachable");
        ObjectNode preferences = Json.object();
        preferences.putObject("channels").putArray("kyc_status").add("push");
        prefer(person, preferences);
        subscribe(person, florin.outside().unwantedEndpoint(person));
        Trap trap = florin.outside().trap();
        trap.set(Moment.LAST_TRY);
        tell(florin, news(person));
        trap.awaitCatch(SOON);
        boolean isTold = cannotBeWritten.equals("delivery");
        try (Sql.TableLock _ = florin.lock(Service.NOTIFICATION, cannotBeWritten)) {
            trap.release();
            florin.awaitLogged(
                    "notification-service", "CRITICAL: Failed to send notification: User=" + person.id() + ",");
            if (isTold) {
                Await.until(SOON, "an alert", () -> alerts(florin, person) == 1);
            }
            florin.system().kill(Service.NOTIFICATION);
        }
        assertEquals(isTold ? 1 : 0, alerts(florin, person));
        florin.system().start(Service.NOTIFICATION);
        Await.until(
                REACHED_WITHIN,
                "it is given up",
                () -> florin.inbox().deliveries(person).equals(List.of("push failed")));
        assertEquals(1, alerts(florin, person));
        assertTrue(florin.outside().refused(person) > Outside.TRIES, "it was tried again after the last try");
    }

    private static long alerts(Florin florin, Person person) {
        return florin.inbox().alertsOf(Outside.OPERATOR, person);
    }

    private static void tell(Florin florin, Person person) {
        tell(florin, news(person), alert(person));
    }

    /** As a relay tells: until they are taken, and with the same ids. */
    private static void tell(Florin florin, ObjectNode... events) {
        String batch = Json.object().putArray("events").addAll(List.of(events)).toString();
        Await.until(REACHED_WITHIN, "an event is taken", () -> isTaken(florin, batch));
    }

    private static ObjectNode news(Person person) {
        ObjectNode news = event(person, "kyc_status");
        news.putObject("data").put("status", "approved").put("message", "for you");
        return news;
    }

    private static ObjectNode alert(Person person) {
        ObjectNode alert = event(person, "security_alert");
        alert.putObject("data").put("severity", "high").put("message", "look");
        return alert;
    }

    private static ObjectNode event(Person person, String type) {
        return Json.object()
                .put("specversion", "1.0")
                .put("id", UUID.randomUUID().toString())
                .put("source", "/system-test")
                .put("type", type)
                .put("time", Instant.now().toString())
                .put("audience", person.id());
    }

    private static boolean isTaken(Florin florin, String events) {
        Rest node = florin.door(Service.NOTIFICATION, 0);
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.url() + "/internal/events"))
                .header("Authorization", "Bearer " + florin.service())
                .header("Content-Type", "application/cloudevents-batch+json")
                .POST(BodyPublishers.ofString(events))
                .build();
        try {
            Answer answer = node.send(request);
            if (answer.status() < 500) {
                answer.expect(200);
            }
            return answer.status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Everybody was reached by all ways at least once, never more often than it was tried, and can see when. */
    private void assertReached(Florin florin) {
        Await.until(
                REACHED_WITHIN,
                () -> "deliveries, there are still " + florin.inbox().openDeliveries(everybody),
                () -> florin.inbox().sentDeliveries(everybody) == 4L * everybody.size());
        Map<String, Long> taken = florin.outside().taken().stream()
                .filter(one -> everybody.stream().anyMatch(person -> one.startsWith(person.id() + " ")))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        Map<String, Long> tried = florin.inbox().attempts(everybody);
        assertEquals(tried.keySet(), taken.keySet());
        taken.forEach(
                (what, times) -> assertTrue(times <= tried.getOrDefault(what, 0L), what + " came " + times + " times"));
        for (Person person : everybody) {
            for (String eventId : florin.inbox().eventIds(person)) {
                assertTimeline(person, eventId);
            }
        }
    }

    private static void assertTimeline(Person person, String eventId) {
        JsonNode steps = person.rest()
                .get("/api/notifications/" + eventId + "/timeline", person.token())
                .expect(200)
                .json()
                .path("timeline");
        List<String> events = new ArrayList<>();
        steps.forEach(step ->
                events.add(step.path("event").asText() + step.path("channel").asText("")));
        String why = events.contains("queuedpush") ? "queued" : "escalated";
        assertEquals("committed", events.getFirst(), events::toString);
        for (String channel : List.of("push", "email")) {
            int planned = events.indexOf(why + channel);
            assertTrue(planned > 0 && events.indexOf("sent" + channel) > planned, events::toString);
        }
        // That a socket was sent it is written down a little later, and may have died with the service.
        assertTrue(Collections.frequency(events, "sentsocket") <= 1, events::toString);
        events.remove("sentsocket");
        assertEquals(5, events.size(), events::toString);
    }
}
