package dev.florin.notification;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.test.TestTokens;
import io.restassured.RestAssured;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The service under test, as its clients reach it. */
public record Service(Supplier<URI> address) {
    /** The one that runs inside this test. */
    public static Service underTest() {
        return new Service(() -> URI.create("http://localhost:" + RestAssured.port));
    }

    public URI base() {
        return address.get();
    }

    /** Tells events, as another service does. */
    public void tell(EventEnvelope... events) {
        post(TestTokens.service("wallet-service"), Some.json(List.of(events))).statusCode(200);
    }

    public void tell(Stream<EventEnvelope> events) {
        tell(events.toArray(EventEnvelope[]::new));
    }

    public ValidatableResponse post(String token, String body) {
        return given().baseUri(base().toString())
                .header("Authorization", "Bearer " + token)
                .contentType(EventEnvelope.BATCH_MEDIA_TYPE)
                .body(body)
                .post("/internal/events")
                .then();
    }

    public RequestSpecification as(String user) {
        return given().baseUri(base().toString())
                .filter(Service::documented)
                .header("Authorization", "Bearer " + TestTokens.user(user));
    }

    /** What a poll brings is what a socket would have been sent. */
    private static Response documented(
            FilterableRequestSpecification request, FilterableResponseSpecification expected, FilterContext rest) {
        Response answer = rest.next(request, expected);
        if (URI.create(request.getURI()).getPath().equals("/api/notifications/poll") && answer.statusCode() == 200) {
            Documented documented = Documented.fallback();
            Some.tree(answer.asString()).path("notifications").forEach(documented::heard);
            documented.check();
        }
        return answer;
    }

    /** The document that describes it. */
    public JsonNode openApi() {
        return Some.tree(
                given().baseUri(base().toString()).get("/q/openapi?format=json").asString());
    }

    public RequestSpecification asAdmin() {
        return given().baseUri(base().toString()).header("Authorization", "Bearer " + TestTokens.admin("admin"));
    }

    /** A connected client of the notifications dialect, greeted. */
    public SocketClient notifications(String user) {
        return notifications(user, "");
    }

    public SocketClient notifications(String user, String query) {
        SocketClient client = SocketClient.connect(notificationsUri(TestTokens.user(user), query));
        client.next("connected");
        return client;
    }

    public URI notificationsUri(String token, String query) {
        return socket("/api/ws/notifications/" + token + query);
    }

    public SocketClient balance(String user) {
        return SocketClient.connect(socket("/ws/balance?token=" + TestTokens.user(user)));
    }

    /** A connected client of the escrow dialect, greeted. */
    public SocketClient escrow(String user) {
        SocketClient client = SocketClient.connect(socket("/api/v1/ws?token=" + TestTokens.user(user)));
        client.next("connected");
        return client;
    }

    public URI socket(String path) {
        return URI.create("ws://" + base().getAuthority() + path);
    }
}
