package dev.florin.systemtest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.UUID;

/** Events from outside systems, handed straight to a node of notification-service. */
final class Alerts {
    private Alerts() {}

    static Answer send(Rest node, String serviceToken, Person audience, String message) {
        ObjectNode event = Json.object()
                .put("specversion", "1.0")
                .put("id", UUID.randomUUID().toString())
                .put("source", "/system-test")
                .put("type", "security_alert")
                .put("time", Instant.now().toString())
                .put("audience", audience.id());
        event.putObject("data").put("severity", "high").put("message", message);
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.url() + "/internal/events"))
                .header("Authorization", "Bearer " + serviceToken)
                .header("Content-Type", "application/cloudevents-batch+json")
                .POST(BodyPublishers.ofString("[" + event + "]"))
                .build();
        try {
            return node.send(request);
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        }
    }
}
