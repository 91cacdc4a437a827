package dev.florin.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes the demo's calls, holds its sockets, and prints what goes and what comes. Tokens are never printed. */
final class DemoStage implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String gateway;
    private final Colours colours;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, Listener> sockets = new HashMap<>();
    private final long startedAt = System.nanoTime();

    /** What was promised and did not come. */
    static final class Missed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Missed(String message) {
            super(message);
        }
    }

    record Answer(JsonNode body, boolean isReplayed) {}

    DemoStage(String gateway, Colours colours) {
        this.gateway = gateway;
        this.colours = colours;
    }

    void say(String sentence) {
        print("\n" + colours.heading(sentence));
    }

    /**
     * Makes a call and prints it with its answer.
     *
     * @throws Missed if the status is none of the expected
     */
    Answer call(
            String who,
            String token,
            String method,
            String path,
            @Nullable String body,
            @Nullable String idempotencyKey,
            int... expected) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway + path))
                .timeout(ANSWER_WITHIN)
                .header("Authorization", "Bearer " + token)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        print(colours.call("%s %-5s %s %s %s".formatted(time(), who, method, path, body == null ? "" : body)));
        HttpResponse<String> response = send(request.build());
        boolean replayed = response.headers().firstValue("Idempotency-Replayed").isPresent();
        String line = "%s %-5s %d%s %s"
                .formatted(time(), "", response.statusCode(), replayed ? " (replayed)" : "", response.body());
        print(response.statusCode() < 400 ? colours.answer(line) : colours.refusal(line));
        if (Arrays.stream(expected).noneMatch(status -> status == response.statusCode())) {
            throw new Missed(method + " " + path + " answered " + response.statusCode() + " instead of "
                    + Arrays.toString(expected) + ".");
        }
        return new Answer(parse(response.body()), replayed);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Missed("No answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Missed("interrupted");
        }
    }

    /** Opens a socket whose address ends with the token; an earlier one of the same kind is closed. */
    void socket(String who, String dialect, String path, String token) {
        Listener earlier = sockets.remove(who + " " + dialect);
        if (earlier != null) {
            earlier.close();
        }
        Listener listener = new Listener(who, dialect);
        listener.socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(gateway.replaceFirst("^http", "ws") + path + token), listener)
                .join();
        sockets.put(who + " " + dialect, listener);
        print(colours.call("%s %-5s connects to %s<token>".formatted(time(), who, path)));
    }

    /**
     * Waits for a frame; what comes before it is printed too, and passed over.
     *
     * @throws Missed if it does not come
     */
    void expect(String who, String dialect, Predicate<JsonNode> wanted, String what) {
        Listener listener = sockets.get(who + " " + dialect);
        long deadline = System.nanoTime() + ANSWER_WITHIN.toNanos();
        try {
            while (listener != null) {
                JsonNode frame = listener.frames.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (frame == null) {
                    break;
                }
                if (wanted.test(frame)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Missed("On the " + dialect + " socket of " + who + " was missed: " + what + ".");
    }

    @Override
    public void close() {
        sockets.values().forEach(Listener::close);
        client.shutdownNow();
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String time() {
        return "%6.3f".formatted((System.nanoTime() - startedAt) / 1e9);
    }

    private static void print(String line) {
        System.out.println(line);
    }

    private final class Listener implements WebSocket.Listener {
        private final String who;
        private final String dialect;
        private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();
        private volatile @Nullable WebSocket socket;

        Listener(String who, String dialect) {
            this.who = who;
            this.dialect = dialect;
        }

        void close() {
            WebSocket open = socket;
            if (open != null && !open.isOutputClosed()) {
                open.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            }
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                String text = partial.toString();
                partial.setLength(0);
                print(colours.frame("%s %-5s << %s %s".formatted(time(), who, dialect, text)));
                frames.add(parse(text));
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            print(colours.frame("%s %-5s << %s closed: %d %s".formatted(time(), who, dialect, code, reason)));
            return null;
        }
    }
}
