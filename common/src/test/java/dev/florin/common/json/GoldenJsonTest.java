package dev.florin.common.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import dev.florin.common.Some;
import dev.florin.common.api.refund.Refund;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.EventType;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.Problem;
import dev.florin.common.problem.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is on the wire, letter by letter. A change of one of the files in {@code golden} is a change of the contract
 * with everybody who has not been updated yet.
 */
class GoldenJsonTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    static Stream<FlorinEvent> events() {
        return Some.events().stream();
    }

    static Stream<Arguments> records() {
        Problem refusal = Problem.of(
                new FlorinException(ProblemType.INSUFFICIENT_FUNDS, "The balance does not cover the amount."),
                "/api/wallet/transfers",
                TRACE);
        Problem invalid = Problem.of(
                new FlorinException(
                        ProblemType.INVALID_REQUEST,
                        "The field 'amount' is required.",
                        List.of(new Problem.FieldError("amount", "is required"))),
                "/api/wallet/transfers",
                TRACE);
        return Stream.concat(
                events().map(event -> Arguments.of("event_" + event.type().wireName(), Some.envelope(event))),
                Stream.of(
                        Arguments.of("problem", refusal),
                        Arguments.of("problem_with_errors", invalid),
                        Arguments.of("ledger_batch", Some.ledgerBatch()),
                        Arguments.of("ledger_results", Some.ledgerResults()),
                        Arguments.of("refundables", Some.refundables()),
                        Arguments.of("refund_order", new Refund.Order("019c1337-0000-7000-8000-000000000008")),
                        Arguments.of("refund", Some.refund()),
                        Arguments.of("refunded", Some.refunded()),
                        Arguments.of("refund_of_a_hold", Some.refundOfHold()),
                        Arguments.of("hold_order", Some.holdOrder()),
                        Arguments.of("hold_of_rest", Some.holdOfRest()),
                        Arguments.of("ledger_command", Some.ledgerCommand()),
                        Arguments.of("ledger_refunds", Some.ledgerRefunds()),
                        Arguments.of("hold_capture", Some.capture()),
                        Arguments.of("hold_view", Some.holdView())));
    }

    @ParameterizedTest
    @MethodSource("records")
    void isWrittenAndReadExactlyAsPromised(String name, Object record) throws IOException {
        String golden = golden(name);
        assertEquals(golden, write(record));
        JavaType type = Json.mapper().constructType(record.getClass());
        assertEquals(golden, write(Json.mapper().readValue(golden, type)));
    }

    @Test
    void aBatchOfEventsIsAPlainArray() throws IOException {
        List<EventEnvelope> batch = List.of(
                Some.envelope(Some.systemAlert()),
                EventEnvelope.of("2", "/refund-service", Some.INSTANT, Some.securityAlert(), List.of(), null, null));
        String golden = golden("event_batch");
        assertEquals(golden, write(batch));
        List<EventEnvelope> read = Json.mapper().readValue(golden, new TypeReference<>() {});
        assertEquals(
                batch.stream().map(EventEnvelope::event).toList(),
                read.stream().map(EventEnvelope::event).toList());
        assertEquals(golden, write(read));
    }

    /** The event inside comes out as it went in; equal as numbers, which is all that a JSON number promises. */
    @ParameterizedTest
    @MethodSource("events")
    void theEventInsideSurvives(FlorinEvent event) throws IOException {
        EventEnvelope read =
                Json.mapper().readValue(golden("event_" + event.type().wireName()), EventEnvelope.class);
        assertEquals(event.type(), read.eventType());
        assertEquals(Json.mapper().readTree(write(event)), Json.mapper().readTree(write(read.event())));
    }

    @Test
    void everyEventTypeHasItsFile() {
        Map<EventType, Long> covered =
                events().collect(Collectors.groupingBy(FlorinEvent::type, TreeMap::new, Collectors.counting()));
        for (EventType type : EventType.values()) {
            assertTrue(covered.containsKey(type), type + " has no golden file");
            assertEquals(
                    type.record(),
                    events().filter(event -> event.type() == type)
                            .findFirst()
                            .orElseThrow()
                            .getClass());
        }
    }

    private static String golden(String name) throws IOException {
        try (InputStream file = GoldenJsonTest.class.getResourceAsStream("/golden/" + name + ".json")) {
            if (file == null) {
                throw new AssertionError("no golden file for " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** As on the wire, but in lines that a person can read. */
    private static String write(Object value) throws IOException {
        return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
    }
}
