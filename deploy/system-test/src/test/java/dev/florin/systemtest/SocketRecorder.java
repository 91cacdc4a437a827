package dev.florin.systemtest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.common.test.AsyncApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A client as a front end would be: when its connection ends it comes back, and says which frame was the last that it
 * saw. It writes down every frame, also one too many, and in the end holds them against the AsyncAPI document.
 */
final class SocketRecorder implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(10);
    /** A thousand at once are let in at a measured pace. */
    private static final Duration FIRST_WITHIN = Duration.ofSeconds(60);

    private static final Duration COME_BACK_AFTER = Duration.ofMillis(100);
    private static final int FIRST_TERMINAL_CODE = 3500;
    private static final int NO_CODE = 1006;
    private static final int SHUTDOWN = 3001;

    private static @Nullable AsyncApi document;

    private final HttpClient client;
    private final String address;
    private final AsyncApi api;
    private final String channel;
    private final boolean resumes;
    private final boolean sparse;
    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final List<Goodbye> goodbyes = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Thread thread;
    private volatile long lastSeq;
    private volatile boolean open = true;
    private volatile boolean away;
    private volatile int hangsUpEvery = Integer.MAX_VALUE;
    private volatile @Nullable WebSocket socket;

    /** How a connection ended; {@code 1006} if it simply broke. */
    record Goodbye(int code, String reason) {}

    private SocketRecorder(Person person, String path, boolean resumes, boolean sparse, long since) {
        this.client = person.rest().client();
        this.address = socketUrl(person.rest()) + path;
        this.resumes = resumes;
        this.sparse = sparse;
        this.lastSeq = since;
        this.thread = Thread.ofVirtual().start(this::run);
        Await.until(FIRST_WITHIN, () -> "a connection, " + goodbyes, () -> connections.get() > 0);
        this.api = document(person.rest());
        this.channel = api.channel(URI.create(address).getPath()).orElseThrow();
    }

    /** As the service has it that is asked first; in one run all are of one build. */
    private static synchronized AsyncApi document(Rest rest) {
        AsyncApi known = document;
        if (known == null) {
            known = AsyncApi.of(rest.get("/asyncapi.yaml", "").expect(200).body());
            document = known;
        }
        return known;
    }

    /** The dialect {@code notifications}, from after a seq on. */
    static SocketRecorder notifications(Person person, long since) {
        return notifications(person, since, false);
    }

    /**
     * One of thousands, in the dialect {@code notifications} from the first seq on: it keeps nothing of what is told.
     */
    static SocketRecorder sparse(Person person) {
        return notifications(person, 0, true);
    }

    private static SocketRecorder notifications(Person person, long since, boolean sparse) {
        return new SocketRecorder(person, "/api/ws/notifications/" + person.token() + "?since=", true, sparse, since);
    }

    /** The dialect {@code balance}. */
    static SocketRecorder balance(Person person) {
        return new SocketRecorder(person, "/ws/balance?token=" + person.token(), false, false, 0);
    }

    /** The dialect {@code btpay-live}: a dashboard. */
    static SocketRecorder dashboard(Person person) {
        return new SocketRecorder(person, "/ws/btpay/live/?token=" + person.token(), false, false, 0);
    }

    /** The dialect {@code escrow}, following one escrow of this person. */
    static SocketRecorder escrow(Person person, String escrowId) {
        SocketRecorder socket = new SocketRecorder(person, "/api/v1/ws?token=" + person.token(), false, false, 0);
        socket.awaitFrames("connected", 1, WITHIN);
        socket.say(Json.object()
                .put("type", "subscribe")
                .put("escrow_id", escrowId)
                .toString());
        socket.awaitFrames("subscribed", 1, WITHIN);
        return socket;
    }

    static String socketUrl(Rest rest) {
        return rest.url().replaceFirst("^http", "ws");
    }

    private void run() {
        while (open) {
            CompletableFuture<Goodbye> ended = new CompletableFuture<>();
            Duration pause = COME_BACK_AFTER;
            try {
                String url = resumes ? address + lastSeq : address;
                socket = connected(url, ended);
                connections.incrementAndGet();
                Goodbye goodbye = ended.get();
                goodbyes.add(goodbye);
                open = open && goodbye.code() < FIRST_TERMINAL_CODE;
                pause = comeBackAfter(goodbye);
            } catch (ExecutionException | TimeoutException e) {
                // Nobody there at the moment.
            } catch (InterruptedException e) {
                return;
            }
            LockSupport.parkNanos(pause.toNanos());
            while (away && open) {
                LockSupport.parkNanos(COME_BACK_AFTER.toNanos());
            }
        }
    }

    /**
     * One that is not there in time is hung up if it comes after all: nobody holds more connections than it knows of.
     */
    private WebSocket connected(String url, CompletableFuture<Goodbye> ended)
            throws ExecutionException, TimeoutException, InterruptedException {
        CompletableFuture<WebSocket> coming =
                client.newWebSocketBuilder().connectTimeout(WITHIN).buildAsync(URI.create(url), new Listener(ended));
        try {
            return coming.get(WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            ended.complete(new Goodbye(NO_CODE, "too late"));
            CompletableFuture<Void> _ = coming.thenAccept(WebSocket::abort);
            throw e;
        }
    }

    /** Who is sent away with a window in which to come back chooses a moment of its own in it. */
    private static Duration comeBackAfter(Goodbye goodbye) {
        if (goodbye.code() != SHUTDOWN) {
            return COME_BACK_AFTER;
        }
        int window = Json.read(goodbye.reason()).path("reconnect_within_ms").asInt();
        return Duration.ofMillis(ThreadLocalRandom.current().nextInt(Math.max(1, window)));
    }

    private final class Listener implements WebSocket.Listener {
        private final CompletableFuture<Goodbye> ended;
        private final StringBuilder partial = new StringBuilder();

        Listener(CompletableFuture<Goodbye> ended) {
            this.ended = ended;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            if (ended.isDone()) {
                return null; // still on its way when we hung up
            }
            partial.append(text);
            if (last) {
                JsonNode frame = Json.read(partial.toString());
                partial.setLength(0);
                if (sparse && frame instanceof ObjectNode whole) {
                    whole.retain("type", "seq", "id");
                }
                frames.add(frame);
                if (isOfStream(frame)) {
                    lastSeq = frame.path("seq").asLong();
                }
                if (away || frames.size() % hangsUpEvery == 0) {
                    ended.complete(new Goodbye(NO_CODE, "hung up"));
                    from.abort();
                }
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            ended.complete(new Goodbye(code, reason));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            ended.complete(new Goodbye(NO_CODE, String.valueOf(error)));
        }
    }

    /** Whether a frame has its place in the user's sequence; what only concerns the connection has none. */
    private static boolean isOfStream(JsonNode frame) {
        return frame.has("id") && frame.has("seq");
    }

    /** Everything that was said, in the order of arrival. */
    List<JsonNode> frames() {
        return List.copyOf(frames);
    }

    /** What belongs to the user's sequence, in the order of arrival. */
    List<JsonNode> stream() {
        return frames.stream().filter(SocketRecorder::isOfStream).toList();
    }

    /** The frames of one type, in the order of arrival. */
    List<JsonNode> ofType(String type) {
        return frames.stream()
                .filter(frame -> frame.path("type").asText().equals(type))
                .toList();
    }

    List<Long> seqs() {
        return stream().stream().map(frame -> frame.path("seq").asLong()).toList();
    }

    List<String> ids() {
        return stream().stream().map(frame -> frame.path("id").asText()).toList();
    }

    List<Goodbye> goodbyes() {
        return List.copyOf(goodbyes);
    }

    int connections() {
        return connections.get();
    }

    /** Waits until it has seen this seq; a later one does as well. */
    SocketRecorder awaitSeq(long seq, Duration within) {
        Await.until(
                within,
                () -> "seq " + seq + "; seen was " + lastSeq + " on connection " + connections + ", ended were "
                        + goodbyes,
                () -> lastSeq >= seq);
        return this;
    }

    /** Waits until there are so many frames of a type. */
    List<JsonNode> awaitFrames(String type, int count, Duration within) {
        Await.until(
                within,
                () -> count + " frames " + type + ", seen were " + frames,
                () -> ofType(type).size() >= count);
        return ofType(type);
    }

    /** Waits until it is connected once more than it was. */
    void awaitConnections(int count, Duration within) {
        Await.until(within, () -> "connection " + count + ", ended were " + goodbyes, () -> connections.get() >= count);
    }

    long lastSeq() {
        return lastSeq;
    }

    /** From now on hangs up in the middle of things, after every so many frames, and comes back at once. */
    SocketRecorder restless(int frames) {
        hangsUpEvery = frames;
        return this;
    }

    /** Hangs up at the next frame, and does not come back before {@link #comeBack}. */
    SocketRecorder goAway() {
        away = true;
        return this;
    }

    void comeBack() {
        away = false;
    }

    void say(String text) {
        Objects.requireNonNull(socket, "not connected").sendText(text, true).join();
    }

    /**
     * Hangs up and stays away.
     *
     * @throws AssertionError if it was told what the document of the sockets does not know
     */
    @Override
    public void close() {
        open = false;
        thread.interrupt();
        WebSocket current = socket;
        if (current != null) {
            current.abort();
        }
        assertDocumented();
    }

    /**
     * Not while they come: it takes time that the crowds of the tests do not have. One of thousands keeps too little.
     */
    private void assertDocumented() {
        if (!sparse) {
            frames.forEach(frame -> api.check(channel, AsyncApi.Action.SEND, frame));
        }
    }

    /** Every number, in the order of arrival, that is not one more than the one before it. */
    List<String> leaps(long since) {
        List<String> leaps = new ArrayList<>();
        long last = since;
        for (long seq : seqs()) {
            if (seq != last + 1) {
                leaps.add(last + " → " + seq);
            }
            last = seq;
        }
        return leaps;
    }
}
