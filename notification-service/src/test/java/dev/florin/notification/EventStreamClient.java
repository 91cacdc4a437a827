package dev.florin.notification;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads Server-Sent Events as a browser does: fields line by line, an event at each empty line. What stands in them is
 * held against the AsyncAPI document.
 */
final class EventStreamClient implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int PATIENCE_S = 30;

    private final InputStream body;
    private final Documented documented = Documented.fallback();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** What came with one empty line behind it. */
    record Event(String name, String id, String data) {
        JsonNode json() {
            return Some.tree(data);
        }
    }

    private EventStreamClient(InputStream body) {
        this.body = body;
        Thread.ofVirtual().start(this::read);
    }

    static EventStreamClient connect(Service service, String token, String lastId) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service.base() + "/api/notifications/stream"))
                .header("Authorization", "Bearer " + token);
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        try {
            HttpResponse<InputStream> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                throw new AssertionError("status " + answer.statusCode());
            }
            return new EventStreamClient(answer.body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String name = "";
            String id = "";
            StringBuilder data = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        Event event = new Event(name, id, data.toString());
                        if (name.isEmpty()) {
                            documented.heard(event.json());
                        }
                        events.add(event);
                    }
                    name = "";
                    data.setLength(0);
                } else if (line.startsWith("data: ")) {
                    data.append(data.isEmpty() ? "" : "\n").append(line.substring("data: ".length()));
                } else if (line.startsWith("id: ")) {
                    id = line.substring("id: ".length());
                } else if (line.startsWith("event: ")) {
                    name = line.substring("event: ".length());
                } else if (line.startsWith(":")) {
                    events.add(new Event("comment", id, "{}"));
                }
            }
            events.add(new Event("end", id, "{}"));
        } catch (IOException e) {
            events.add(new Event("broken", "", "{}"));
        }
    }

    Event next() {
        try {
            Event event = events.poll(PATIENCE_S, TimeUnit.SECONDS);
            documented.check();
            if (event == null) {
                throw new AssertionError("nothing came");
            }
            return event;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** @throws AssertionError if it was sent anything that is not documented, whether the test took it or not */
    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        documented.check();
    }
}
