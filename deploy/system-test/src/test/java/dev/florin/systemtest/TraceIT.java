package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.systemtest.SpanCollector.Seen;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One trace shows what a request led to, in every service, each piece of work under the one that caused it. */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
class TraceIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** All that spans say beside their names: neither who, nor what was said, nor with which token. */
    private static final Set<String> ATTRIBUTES = Set.of(
            "http.request.method",
            "http.route",
            "http.response.status_code",
            "error.type",
            "florin.commands",
            "florin.answer");

    private static final String CALLER = "b7ad6b7169203331";

    private static String freshTrace() {
        HexFormat hex = HexFormat.of();
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return hex.toHexDigits(random.nextLong(1, Long.MAX_VALUE)) + hex.toHexDigits(random.nextLong());
    }

    private static void post(Person person, String path, JsonNode body, String trace, String flags) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(person.rest().url() + path))
                .header("Authorization", "Bearer " + person.token())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("traceparent", "00-" + trace + "-" + CALLER + "-" + flags)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        person.rest().send(request).expect(201);
    }

    /** The span of this service under a parent, when it has come in. */
    private static Seen under(Florin florin, String trace, String parent, String service, String kind, String name) {
        Await.until(
                SOON,
                () -> name + " of " + service + " under " + parent + " among "
                        + florin.spans().of(trace),
                () -> found(florin, trace, parent, service, kind, name).size() == 1);
        return found(florin, trace, parent, service, kind, name).getFirst();
    }

    private static List<Seen> found(
            Florin florin, String trace, String parent, String service, String kind, String name) {
        return florin.spans().of(trace).stream()
                .filter(span -> span.service().equals(service)
                        && span.parent().equals(parent)
                        && span.kind().equals(kind)
                        && span.name().equals(name))
                .toList();
    }

    @Test
    void aPaymentIsFollowedFromTheRequestToTheFrame(Florin florin) throws IOException {
        Person uma = florin.person("uma").opened();
        Person vic = florin.person("vic").opened();
        uma.deposits("5.00");
        florin.awaitEverythingTold();
        String trace = freshTrace();
        try (SocketRecorder socket = SocketRecorder.notifications(vic, 0)) {
            post(uma, "/api/wallet/transfers", Order.of(uma, vic, "1.00").body(), trace, "01");
            socket.awaitFrames("payment_received", 1, SOON);
        }
        Seen request = under(florin, trace, CALLER, "wallet-service", "SERVER", "POST /api/wallet/transfers");
        Seen ledger = under(florin, trace, request.id(), "wallet-service", "INTERNAL", "ledger");
        Seen commit = under(florin, trace, ledger.id(), "wallet-service", "INTERNAL", "ledger commit");
        assertTrue(Integer.parseInt(commit.attributes().get("florin.commands")) >= 1, commit::toString);
        Seen telling = under(florin, trace, ledger.id(), "wallet-service", "PRODUCER", "tell");
        Seen relay = under(florin, trace, telling.id(), "wallet-service", "CLIENT", "POST /internal/events");
        under(florin, trace, relay.id(), "notification-service", "SERVER", "POST /internal/events");
        Seen ingest = under(florin, trace, telling.id(), "notification-service", "CONSUMER", "ingest");
        Await.until(
                SOON,
                () -> "a frame among " + florin.spans().of(trace),
                () -> florin.spans().of(trace).stream()
                        .anyMatch(span -> span.name().equals("frame notifications")
                                && span.parent().equals(ingest.id())));
    }

    @Test
    void aPaymentIsFollowedToTheFrameOfWhoComesLater(Florin florin) throws IOException {
        Person rolf = florin.person("rolf").opened();
        Person suri = florin.person("suri").opened();
        rolf.deposits("5.00");
        String trace = freshTrace();
        post(rolf, "/api/wallet/transfers", Order.of(rolf, suri, "1.00").body(), trace, "01");
        florin.awaitEverythingTold();
        assertEquals(List.of(), frames(florin, trace));
        try (SocketRecorder socket = SocketRecorder.notifications(suri, 0)) {
            socket.awaitFrames("payment_received", 1, SOON);
        }
        Await.until(
                SOON,
                () -> "a frame among " + florin.spans().of(trace),
                () -> !frames(florin, trace).isEmpty());
    }

    private static List<Seen> frames(Florin florin, String trace) {
        return florin.spans().of(trace).stream()
                .filter(span -> span.name().equals("frame notifications"))
                .toList();
    }

    @Test
    void aRedPacketIsFollowedIntoTheLedger(Florin florin) throws IOException {
        Person wes = florin.person("wes").opened();
        wes.deposits("5.00");
        String trace = freshTrace();
        JsonNode packet = Json.object()
                .put("total_amount", 100)
                .put("packet_count", 2)
                .put("mode", "equal")
                .put("currency", Person.CURRENCY);
        post(wes, "/api/red-packets", packet, trace, "01");
        Seen request = under(florin, trace, CALLER, "escrow-service", "SERVER", "POST /api/red-packets");
        Seen call = under(florin, trace, request.id(), "escrow-service", "CLIENT", "POST /internal/ledger/commands");
        Seen asked = under(florin, trace, call.id(), "wallet-service", "SERVER", "POST /internal/ledger/commands");
        under(florin, trace, asked.id(), "wallet-service", "INTERNAL", "ledger");
        under(florin, trace, request.id(), "escrow-service", "PRODUCER", "tell");
    }

    @Test
    void aRefundIsFollowedFromTheSweepToItsOwner(Florin florin) {
        Person xia = florin.person("xia").opened();
        xia.deposits("5.00");
        try (SocketRecorder socket = SocketRecorder.notifications(xia, 0)) {
            JsonNode purchase = Json.object()
                    .put("type", "sms_purchase")
                    .put("amount", new BigDecimal("0.50"))
                    .put("currency", Person.CURRENCY)
                    .put("service", "WhatsApp")
                    .put("description", "WhatsApp verification (US)")
                    .put("timeout_seconds", 1);
            xia.rest()
                    .ask(
                            "POST",
                            "/api/wallet/purchases",
                            xia.token(),
                            purchase,
                            UUID.randomUUID().toString())
                    .expect(201);
            socket.awaitFrames("instant_refund", 1, SOON);
        }
        String trace = florin.inbox().traceOf(xia, "instant_refund");
        Seen sweep = under(florin, trace, "", "refund-service", "INTERNAL", "sweep wallet");
        Seen call = under(florin, trace, sweep.id(), "refund-service", "CLIENT", "refund purchase");
        Seen asked = under(
                florin, trace, call.id(), "wallet-service", "SERVER", "POST /internal/refundables/{kind}/{id}/refund");
        under(florin, trace, asked.id(), "wallet-service", "INTERNAL", "ledger");
        under(florin, trace, sweep.id(), "refund-service", "PRODUCER", "tell");
    }

    @Test
    void whatNobodySampledLeavesNoSpanAndNoSpanTellsSecrets(Florin florin) throws IOException {
        Person yan = florin.person("yan").opened();
        Person zoe = florin.person("zoe").opened();
        yan.deposits("5.00");
        String quiet = freshTrace();
        String loud = freshTrace();
        post(yan, "/api/wallet/transfers", Order.of(yan, zoe, "1.00").body(), quiet, "00");
        post(yan, "/api/wallet/transfers", Order.of(yan, zoe, "1.00").body(), loud, "01");
        under(florin, loud, CALLER, "wallet-service", "SERVER", "POST /api/wallet/transfers");
        assertEquals(List.of(), florin.spans().of(quiet));
        for (Seen span : florin.spans().all()) {
            assertTrue(ATTRIBUTES.containsAll(span.attributes().keySet()), span::toString);
            assertTrue(florin.tokens().stream().noneMatch(span.toString()::contains), span::toString);
        }
    }
}
