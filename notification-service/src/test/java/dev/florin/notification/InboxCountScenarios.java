package dev.florin.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.event.EventEnvelope;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.notification.inbox.TestInbox;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The count of what is unread never drifts: not by any sequence of actions, by several actors, on several devices and
 * nodes, whichever broker there is.
 */
abstract class InboxCountScenarios {
    private static final List<String> MARKS = List.of("read", "unread", "archive");

    private final Service service = Service.underTest();
    private final String user = Some.user();
    private final List<String> ids = new CopyOnWriteArrayList<>();
    private final People people = new People(service);
    private final String friend = Some.user();
    private String room = "";
    private Node second;

    /** Not where it is declared: the framework makes two instances of a test, and stops one. */
    @BeforeEach
    void start() {
        second = new Node(Duration.ofHours(1));
        room = people.direct(user, friend);
    }

    @AfterEach
    void stop() {
        second.stop();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void afterEachStepEveryDeviceShowsWhatARecountFinds(long seed) throws Exception {
        Random random = new Random(seed);
        try (Device phone = Device.of(service, user);
                Device tab = Device.of(service, user);
                Device elsewhere = Device.of(second, service, user)) {
            for (int step = 0; step < 40; step++) {
                act(random);
                if (random.nextInt(10) == 0) {
                    tab.comeBack();
                }
                long recount = recount();
                assertEquals(recount, asked(), "step " + step);
                for (Device device : List.of(phone, tab, elsewhere)) {
                    shows(device, recount, "step " + step);
                }
            }
        }
    }

    @Test
    void actorsAtTheSameTimeLeaveEveryDeviceWithWhatARecountFinds() throws Exception {
        try (Device phone = Device.of(service, user);
                Device tab = Device.of(service, user);
                Device elsewhere = Device.of(second, service, user);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> actors = new ArrayList<>();
            for (int actor = 0; actor < 4; actor++) {
                Random random = new Random(100 + actor);
                actors.add(threads.submit(() -> {
                    for (int step = 0; step < 40; step++) {
                        act(random);
                    }
                }));
            }
            for (int i = 0; i < 5; i++) {
                tab.comeBack();
                tab.catchUp();
            }
            for (Future<?> actor : actors) {
                actor.get();
            }
            long recount = recount();
            assertEquals(recount, asked());
            for (Device device : List.of(phone, tab, elsewhere)) {
                shows(device, recount, "at the end");
            }
        }
    }

    private static void shows(Device device, long count, String when) {
        Eventually.holds("the device shows " + count + " " + when, () -> {
            device.catchUp();
            return device.unread() == count;
        });
    }

    /** At either node. */
    private void act(Random random) {
        boolean here = random.nextBoolean();
        int dice = random.nextInt(12);
        if (dice > 9) {
            // What the user writes is read, what a friend writes is not.
            people.say(dice == 10 ? user : friend, room, "hello").statusCode(201);
        } else if (dice < 3 || ids.isEmpty()) {
            tell(here, 1 + random.nextInt(3));
        } else if (dice < 9) {
            mark(here, ids.get(random.nextInt(ids.size())), MARKS.get(random.nextInt(MARKS.size())));
        } else {
            readUpTo(here, random.nextInt(ids.size() + 1));
        }
    }

    private void tell(boolean here, int count) {
        EventEnvelope[] some =
                IntStream.range(0, count).mapToObj(n -> Some.payment(n, user)).toArray(EventEnvelope[]::new);
        if (here) {
            service.tell(some);
        } else {
            TestInbox.tell(second.inbox, some);
        }
        Stream.of(some).map(EventEnvelope::id).forEach(ids::add);
    }

    private void mark(boolean here, String id, String mark) {
        if (here) {
            service.as(user)
                    .post("/api/notifications/" + id + "/" + mark)
                    .then()
                    .statusCode(200);
        } else {
            TestInbox.mark(second.database, second.passing, user, id, mark);
        }
    }

    private void readUpTo(boolean here, long seq) {
        if (here) {
            service.as(user)
                    .post("/api/notifications/read-all?up_to_seq=" + seq)
                    .then()
                    .statusCode(200);
        } else {
            TestInbox.readUpTo(second.database, second.passing, user, seq);
        }
    }

    private long asked() {
        return service.as(user)
                .get("/api/notifications/unread-count")
                .jsonPath()
                .getLong("unread_count");
    }

    private long recount() throws SQLException {
        try (var connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.prepareStatement("SELECT count(*) FILTER (WHERE read_at IS NULL AND"
                        + " archived_at IS NULL) FROM notification WHERE user_id = ?")) {
            statement.setString(1, user);
            var row = statement.executeQuery();
            row.next();
            return row.getLong(1);
        }
    }
}
