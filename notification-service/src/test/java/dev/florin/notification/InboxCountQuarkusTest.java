package dev.florin.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.event.EventEnvelope;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The count of what is unread never drifts: not by any sequence of actions, by several actors, on several devices. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class InboxCountQuarkusTest {
    private static final List<String> MARKS = List.of("read", "unread", "archive");

    private final Service service = Service.underTest();
    private final String user = Some.user();
    private final List<String> ids = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void afterEachStepEveryDeviceShowsWhatARecountFinds(long seed) throws Exception {
        Random random = new Random(seed);
        try (Device phone = new Device(service, user);
                Device tab = new Device(service, user)) {
            for (int step = 0; step < 40; step++) {
                act(random);
                if (random.nextInt(10) == 0) {
                    tab.comeBack();
                }
                long recount = recount();
                assertEquals(recount, asked(), "step " + step);
                for (Device device : List.of(phone, tab)) {
                    device.catchUp();
                    assertEquals(recount, device.unread(), "step " + step);
                }
            }
        }
    }

    @Test
    void actorsAtTheSameTimeLeaveEveryDeviceWithWhatARecountFinds() throws Exception {
        try (Device phone = new Device(service, user);
                Device tab = new Device(service, user);
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
            for (Device device : List.of(phone, tab)) {
                Eventually.holds("the device shows " + recount, () -> {
                    device.catchUp();
                    return device.unread() == recount;
                });
            }
        }
    }

    private void act(Random random) {
        int dice = random.nextInt(10);
        if (dice < 3 || ids.isEmpty()) {
            EventEnvelope[] some = new EventEnvelope[1 + random.nextInt(3)];
            for (int i = 0; i < some.length; i++) {
                some[i] = Some.payment(i, user);
                ids.add(some[i].id());
            }
            service.tell(some);
        } else if (dice < 9) {
            String id = ids.get(random.nextInt(ids.size()));
            String mark = MARKS.get(random.nextInt(MARKS.size()));
            service.as(user).post("/api/notifications/" + id + "/" + mark);
        } else {
            service.as(user)
                    .post("/api/notifications/read-all?up_to_seq=" + random.nextInt(ids.size() + 1))
                    .then()
                    .statusCode(200);
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
