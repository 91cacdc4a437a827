package dev.florin.common.test;

import com.fasterxml.jackson.core.type.TypeReference;
import com.sun.net.httpserver.HttpServer;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.json.Json;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Stands in for notification-service, and keeps what it is told. */
public class EventStub implements QuarkusTestResourceLifecycleManager {
    private static final List<List<EventEnvelope>> BATCHES = new CopyOnWriteArrayList<>();

    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/internal/events", exchange -> {
                BATCHES.add(Json.mapper().readValue(exchange.getRequestBody(), new TypeReference<>() {}));
                exchange.sendResponseHeaders(202, -1);
                exchange.close();
            });
            started.start();
            server = started;
            return Map.of(
                    "florin.notification.url",
                    "http://localhost:" + started.getAddress().getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    /** Everything that has been committed and told so far to one of these users, in order. */
    public static List<EventEnvelope> toldTo(String... users) {
        Eventually.holds("everything is told", () -> Sql.number("SELECT count(*) FROM outbox") == 0);
        return BATCHES.stream()
                .flatMap(List::stream)
                .filter(event -> List.of(users).stream().anyMatch(event.audience()::contains))
                .toList();
    }
}
