package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.local.Service;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
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
                    "# TYPE transactions counter",
                    "# TYPE ledger_batch_size summary",
                    "# TYPE ledger_audit_mismatches gauge",
                    "# TYPE refund_latency_seconds histogram",
                    "ledger_months_ahead",
                    "outbox_pending",
                    "outbox_lag_seconds"),
            Service.REFUND,
            List.of(
                    "# TYPE refund_latency_seconds histogram",
                    "refunds_total{reason=\"purchase_timeout\",status=\"failed\"",
                    "outbox_pending",
                    "outbox_lag_seconds"),
            Service.ESCROW,
            List.of("# TYPE refund_latency_seconds histogram", "outbox_pending", "outbox_lag_seconds", "outbox_parked"),
            Service.NOTIFICATION,
            List.of(
                    "notifications_total{success=\"true\",type=\"payment_received\"",
                    "notifications_total{success=\"false\",type=\"payment_received\"",
                    "ws_connections ",
                    "ws_frames_total{dialect=\"notifications\",direction=\"out\"",
                    "ws_frames_total{dialect=\"balance\",direction=\"in\"",
                    "ws_slow_consumers_total",
                    "# TYPE event_to_frame_seconds histogram",
                    "# TYPE notifications counter",
                    "# TYPE ws_connections gauge",
                    "# TYPE ws_frames counter",
                    "ws_connections_limit",
                    "ws_connections_node_limit",
                    "ws_connections_free"));

    /** What the framework counts for each of them. */
    private static final List<String> OF_ALL = List.of(
            "# TYPE http_server_requests_seconds histogram",
            "agroal_awaiting_count",
            "agroal_active_count",
            "jvm_memory_used_bytes",
            "process_cpu_usage",
            "security_keys_unreadable_total{keys=\"own\"");

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
                    Stream.concat(names.stream(), OF_ALL.stream())
                            .filter(name -> !metrics.contains(name))
                            .toList(),
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

    /** In the words that operators know (seed 004), as JSON and as lines. */
    @Test
    void linesOfTheLogNameTheTraceOfWhatTheyTell(Florin florin) throws IOException {
        Person rob = florin.person("rob").opened();
        rob.deposits("5.00");
        String trace = "1af7651916cd43dd8448eb211c80319c";
        JsonNode purchase = Json.object()
                .put("type", "sms_purchase")
                .put("amount", new BigDecimal("0.50"))
                .put("currency", Person.CURRENCY)
                .put("service", "WhatsApp")
                .put("description", "WhatsApp verification (US)")
                .put("timeout_seconds", 1);
        HttpRequest request = HttpRequest.newBuilder(URI.create(rob.rest().url() + "/api/wallet/purchases"))
                .header("Authorization", "Bearer " + rob.token())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("traceparent", "00-" + trace + "-b7ad6b7169203331-00")
                .POST(HttpRequest.BodyPublishers.ofString(purchase.toString()))
                .build();
        String id =
                rob.rest().send(request).expect(201).json().path("purchase_id").asText();
        JsonNode created = Json.read(florin.awaitLogged(
                "wallet-service", "Transaction created: Type=sms_purchase, Amount=0.50 USD, Id=" + id));
        assertEquals(trace, created.at("/mdc/trace_id").asText(), created::toString);
        assertEquals("INFO", created.path("level").asText());
        florin.awaitLogged(
                "wallet-service", "Credits deducted: User=" + rob.id() + ", Amount=0.50 USD, Service=WhatsApp");
        String told =
                florin.awaitLogged("notification-service", "Notification sent: Type=credit_deducted, User=" + rob.id());
        assertTrue(told.contains(" " + trace + " "), told);
        florin.awaitLogged("refund-service", "Auto-refund processed: Kind=purchase, Id=" + id);
    }
}
