package dev.florin.notification;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.FlorinTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class ContactQuarkusTest {
    private final Service service = Service.underTest();
    private final People people = new People(service);
    private final String alice = Some.user();
    private final String bob = Some.user();

    @Test
    void twoAreContactsOnceEachHasAddedTheOther() {
        people.add(alice, bob).statusCode(201).body("user_id", equalTo(bob)).body("mutual", equalTo(false));
        people.get(bob, "/api/contacts").body("contacts", empty());
        people.get(bob, "/api/contacts/requests").body("requests.user_id", contains(alice));
        people.add(bob, alice).statusCode(201).body("mutual", equalTo(true));
        people.get(alice, "/api/contacts").statusCode(200).body("contacts.mutual", contains(true));
        people.get(bob, "/api/contacts/requests").body("requests", empty());
    }

    @Test
    void addingAgainChangesNothing() {
        String first = people.add(alice, bob).extract().path("added_at");
        people.add(alice, bob).statusCode(200).body("added_at", equalTo(first));
        people.get(alice, "/api/contacts").body("contacts", hasSize(1));
    }

    @Test
    void whoIsRemovedIsNoContactAnyMoreOnEitherSide() {
        people.befriend(alice, bob);
        service.as(alice).delete("/api/contacts/" + bob).then().statusCode(204);
        people.get(alice, "/api/contacts").body("contacts", empty());
        people.get(bob, "/api/contacts").body("contacts.mutual", contains(false));
        service.as(alice).delete("/api/contacts/" + bob).then().statusCode(404).body("code", equalTo("not-found"));
    }

    @Test
    void contactsOfOthersAreInvisible() {
        String eve = Some.user();
        people.befriend(alice, bob);
        people.get(eve, "/api/contacts").body("contacts", empty());
        service.as(eve).delete("/api/contacts/" + bob).then().statusCode(404);
        people.get(alice, "/api/contacts").body("contacts.mutual", contains(true));
    }

    @Test
    void nobodyAddsThemselves() {
        people.add(alice, alice).statusCode(400).body("code", equalTo("invalid-request"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"user_id\":\" \"}", "{\"user_id\":null}", "null", "{\"user_id\":\"a\\u0000\"}"})
    void refusesWhatNamesNobody(String body) {
        service.as(alice)
                .contentType("application/json")
                .body(body)
                .post("/api/contacts")
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }

    @Test
    void refusesAnIdThatIsTooLong() {
        people.post(alice, "/api/contacts", Map.of("user_id", "x".repeat(129))).statusCode(400);
    }

    @Test
    void twoRequestsAtOnceCannotBothBeTheLast() throws Exception {
        fill(alice, 499);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> racers = IntStream.range(0, 8)
                    .<Callable<Integer>>mapToObj(
                            _ -> () -> people.add(alice, Some.user()).extract().statusCode())
                    .toList();
            List<Integer> statuses = threads.invokeAll(racers).stream()
                    .map(Future::resultNow)
                    .sorted()
                    .toList();
            assertEquals(List.of(201, 422, 422, 422, 422, 422, 422, 422), statuses);
        }
        people.get(alice, "/api/contacts").body("contacts", hasSize(500));
        people.add(alice, bob).statusCode(422).body("code", equalTo("quota-exceeded"));
        String known = people.get(alice, "/api/contacts").extract().path("contacts[0].user_id");
        people.add(alice, known).statusCode(200);
    }

    private static void fill(String user, int count) throws SQLException {
        try (Connection connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.prepareStatement(
                        "INSERT INTO contact SELECT ?, 'filler-' || n, now() FROM generate_series(1, ?) AS n")) {
            statement.setString(1, user);
            statement.setInt(2, count);
            statement.executeUpdate();
        }
    }
}
