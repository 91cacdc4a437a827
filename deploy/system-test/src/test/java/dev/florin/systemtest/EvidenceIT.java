package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.local.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What operators have to go by: figures of each service after real work, the whole at a glance, and traces. */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
class EvidenceIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private static final Map<Service, List<String>> METRICS = Map.of(
            Service.WALLET,
            List.of(
                    "transactions_total{status=\"posted\",type=\"deposit\"",
                    "transactions_total{status=\"posted\",type=\"p2p\"",
                    "ledger_batch_size_count",
                    "ledger_audit_mismatches",
                    "outbox_pending",
                    "outbox_lag_seconds"),
            Service.REFUND,
            List.of("refund_latency_seconds_bucket", "outbox_pending", "outbox_lag_seconds"),
            Service.NOTIFICATION,
            List.of(
                    "notifications_total{success=\"true\",type=\"payment_received\"",
                    "notifications_total{success=\"false\",type=\"payment_received\"",
                    "ws_connections ",
                    "ws_frames_total{dialect=\"notifications\",direction=\"out\"",
                    "ws_frames_total{dialect=\"balance\",direction=\"in\"",
                    "ws_slow_consumers_total",
                    "event_to_frame_seconds_bucket"));

    @Test
    void eachServiceCountsWhatItDoes(Florin florin) {
        Person mia = florin.person("mia").opened();
        Person noa = florin.person("noa").opened();
        mia.deposits("5.00");
        try (SocketRecorder socket = SocketRecorder.notifications(noa, 0)) {
            mia.pays(noa, "1.00");
            socket.awaitSeq(4, SOON);
        }
        METRICS.forEach((service, names) -> {
            String metrics =
                    florin.door(service, 0).get("/q/metrics", "").expect(200).body();
            assertEquals(
                    List.of(),
                    names.stream().filter(name -> !metrics.contains(name)).toList(),
                    service.module());
        });
    }

    @Test
    void theWholeIsShownAtAGlance(Florin florin) {
        florin.person("olga").opened();
        JsonNode stats = florin.gateway()
                .get("/api/admin/system/stats", florin.admin())
                .expect(200)
                .json();
        assertTrue(stats.at("/users/total").asLong() >= 1, stats.toString());
        JsonNode health = florin.gateway()
                .get("/api/admin/system/health", florin.admin())
                .expect(200)
                .json();
        assertEquals("healthy", health.path("database").asText());
        assertTrue(health.at("/refund_processor/refund_count").isNumber(), health.toString());
        assertTrue(health.path("unavailable").isEmpty(), health.toString());
    }

    /** The trace of a request is the trace of what is told of it, in the database of another service. */
    @Test
    void aRequestsTraceLeadsToItsNotifications(Florin florin) throws IOException {
        Person pia = florin.person("pia").opened();
        Person quin = florin.person("quin").opened();
        pia.deposits("5.00");
        Order order = Order.of(pia, quin, "1.00");
        HttpRequest request = HttpRequest.newBuilder(URI.create(pia.rest().url() + "/api/wallet/transfers"))
                .header("Authorization", "Bearer " + pia.token())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
                .POST(HttpRequest.BodyPublishers.ofString(order.body().toString()))
                .build();
        Answer paid = pia.rest().send(request).expect(201);
        assertEquals(TRACE, paid.headers().firstValue("traceparent").orElse("").split("-", -1)[1]);
        florin.awaitEverythingTold();
        assertEquals(List.of(TRACE), florin.inbox().traces(quin));
    }
}
