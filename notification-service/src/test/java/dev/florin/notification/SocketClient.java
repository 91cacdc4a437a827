package dev.florin.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.json.Json;
import dev.florin.common.test.AsyncApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A client as the outside has one; waits are bounded. What it hears is held against the AsyncAPI document. */
public final class SocketClient implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final Documented documented;
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    private volatile String reason = "";
    private @Nullable WebSocket socket;

    private SocketClient(Documented documented) {
        this.documented = documented;
    }

    public static SocketClient connect(URI uri) {
        return connect(uri, HTTP.newWebSocketBuilder());
    }

    public static SocketClient connect(URI uri, WebSocket.Builder builder) {
        SocketClient client =
                new SocketClient(new Documented(AsyncApi.ofThisService().channel(uri.getPath())));
        try {
            client.socket = builder.buildAsync(uri, client).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return client;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    public static WebSocket.Builder builder() {
        return HTTP.newWebSocketBuilder();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            try {
                JsonNode message = Json.mapper().readTree(part.toString());
                documented.heard(message);
                messages.add(message);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
            part.setLength(0);
        }
        webSocket.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String text) {
        reason = text;
        closed.complete(code);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    public SocketClient say(String text) {
        try {
            open().sendText(text, true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return this;
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    public void sayBinary(byte[] bytes) {
        var _ = open().sendBinary(ByteBuffer.wrap(bytes), true);
    }

    /** The next message. */
    public JsonNode next() {
        try {
            JsonNode message = messages.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            documented.check();
            if (message == null) {
                throw new AssertionError("nothing came within " + PATIENCE);
            }
            return message;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next message, which has to be of this type. */
    public JsonNode next(String type) {
        JsonNode message = next();
        if (!message.path("type").asText().equals(type)) {
            throw new AssertionError("expected " + type + ", got " + message);
        }
        return message;
    }

    public List<JsonNode> next(int count) {
        List<JsonNode> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(next());
        }
        return all;
    }

    /** Everything that came so far is what has been taken: proved by an answer that comes behind it. */
    public SocketClient hasNothingMore() {
        say("{\"type\":\"ping\"}");
        next("pong");
        return this;
    }

    public boolean isOpen() {
        return !closed.isDone();
    }

    /** The code with which the server ends the connection. */
    public int closeCode() {
        try {
            return closed.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("not closed", e);
        }
    }

    public String closeReason() {
        closeCode();
        return reason;
    }

    /** Says goodbye and waits for the answer: what came before has been heard. */
    public void leave() {
        var _ = open().sendClose(WebSocket.NORMAL_CLOSURE, "");
        closeCode();
    }

    /** @throws AssertionError if it was sent anything that is not documented, whether the test took it or not */
    @Override
    public void close() {
        open().abort();
        documented.check();
    }

    private WebSocket open() {
        if (socket == null) {
            throw new IllegalStateException("not connected");
        }
        return socket;
    }
}
