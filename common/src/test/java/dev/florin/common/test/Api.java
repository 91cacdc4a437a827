package dev.florin.common.test;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * The service under test, as a client sees it. Not rest-assured: answers are compared byte for byte, amounts as exact
 * decimals, and many requests go out in parallel.
 */
public class Api {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Health, metrics and the document itself are not of the API. */
    private static final String FRAMEWORK = "/q/";

    /** By host and port: a module's tests may start the service more than once. */
    private static final Map<String, OpenApiRules> DOCUMENTS = new ConcurrentHashMap<>();

    private final @Nullable String token;

    /** @param token none means that nobody is logged in */
    public Api(@Nullable String token) {
        this.token = token;
    }

    public final @Nullable String token() {
        return token;
    }

    public static Api as(String user) {
        return new Api(TestTokens.user(user));
    }

    public static Api asAdmin() {
        return new Api(TestTokens.admin("root"));
    }

    public static Api asService() {
        return new Api(TestTokens.service("some-service"));
    }

    public ApiAnswer get(String path) {
        return send(request(path).GET());
    }

    public ApiAnswer post(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    public ApiAnswer post(String path, String key, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    public ApiAnswer put(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    public final HttpRequest.Builder request(String path) {
        String base = ConfigProvider.getConfig().getValue("test.url", String.class);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(30));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    /** Sends it, and holds what is answered, refusals as well, against the service's OpenAPI document. */
    public final ApiAnswer send(HttpRequest.Builder request) {
        ApiAnswer answer = answer(request.build());
        HttpRequest asked = answer.response().request();
        if (asked.uri().getPath().startsWith(FRAMEWORK)) {
            return answer;
        }
        String type = answer.header("Content-Type");
        if (type.startsWith("application/problem+json")) {
            described(asked).describesProblem(answer.status(), answer.json());
        } else if (answer.status() < 300 && type.startsWith("application/json")) {
            described(asked).describes(asked.method(), asked.uri().getPath(), answer.status(), answer.json());
        }
        return answer;
    }

    private static OpenApiRules described(HttpRequest asked) {
        return DOCUMENTS.computeIfAbsent(asked.uri().getAuthority(), Api::document);
    }

    private static OpenApiRules document(String authority) {
        URI uri = URI.create("http://" + authority + FRAMEWORK + "openapi?format=json");
        return new OpenApiRules(
                answer(HttpRequest.newBuilder(uri).build()).expect(200).json());
    }

    private static ApiAnswer answer(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new ApiAnswer(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    public static String text(Object value) {
        try {
            return Json.mapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
