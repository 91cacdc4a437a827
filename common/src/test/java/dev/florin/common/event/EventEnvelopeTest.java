package dev.florin.common.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.common.Some;
import dev.florin.common.json.Json;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventEnvelopeTest {
    private static ObjectNode good() {
        return Json.mapper().valueToTree(Some.envelope(Some.systemAlert()));
    }

    private static EventEnvelope read(JsonNode json) throws JsonProcessingException {
        return Json.mapper().treeToValue(json, EventEnvelope.class);
    }

    private static ProblemType refusalOf(JsonNode json) {
        JsonMappingException failed = assertThrows(JsonMappingException.class, () -> read(json));
        return assertInstanceOf(FlorinException.class, failed.getCause()).type();
    }

    @ParameterizedTest
    @ValueSource(strings = {"specversion", "id", "source", "type", "time", "data"})
    void needsItsRequiredAttributes(String attribute) {
        ObjectNode missing = good();
        missing.remove(attribute);
        assertEquals(ProblemType.INVALID_EVENT, refusalOf(missing));
        assertEquals(ProblemType.INVALID_EVENT, refusalOf(good().putNull(attribute)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "source", "type"})
    void boundsItsTexts(String attribute) throws JsonProcessingException {
        assertEquals(ProblemType.INVALID_EVENT, refusalOf(good().put(attribute, "")));
        assertEquals(ProblemType.INVALID_EVENT, refusalOf(good().put(attribute, "  ")));
        assertEquals(ProblemType.INVALID_EVENT, refusalOf(good().put(attribute, "x".repeat(129))));
        read(good().put(attribute, "x".repeat(128)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "0.3", "1.0.2", "2.0"})
    void isOfOneVersion(String version) {
        assertEquals(ProblemType.INVALID_EVENT, refusalOf(good().put("specversion", version)));
    }

    @Test
    void itsDataIsAnObject() {
        assertEquals(ProblemType.INVALID_EVENT, refusalOf(good().put("data", "text")));
        assertEquals(
                ProblemType.INVALID_EVENT,
                refusalOf(good().set("data", Json.mapper().createArrayNode())));
    }

    @Test
    void letsAttributesPassThatItDoesNotKnow() throws JsonProcessingException {
        assertEquals(read(good()), read(good().put("newextension", 1)));
    }

    @Test
    void fillsInWhatMayBeAbsent() throws JsonProcessingException {
        ObjectNode bare = good();
        bare.remove(List.of("audience", "topic", "priority", "traceparent", "subject", "datacontenttype"));
        EventEnvelope envelope = read(bare);
        assertEquals(List.of(), envelope.audience());
        assertEquals("application/json", envelope.datacontenttype());
        assertNull(envelope.priority());
    }

    @ParameterizedTest
    @ValueSource(strings = {"no_such_event", "BALANCE_UPDATE", "Balance_Update", "balance_update ", "constructor"})
    void knowsTheTypesOfTheCatalogueOnly(String type) throws JsonProcessingException {
        EventEnvelope envelope = read(good().put("type", type));
        assertEquals(
                ProblemType.UNKNOWN_EVENT_TYPE,
                assertThrows(FlorinException.class, envelope::event).type());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "transfer_update|{\"transfer_id\":\"1\",\"status\":\"completed\",\"progress\":101}",
                "transfer_update|{\"transfer_id\":\"1\",\"status\":\"completed\",\"progress\":\"all\"}",
                "transfer_update|{\"transfer_id\":\"1\",\"status\":\"completed\"}",
                "transaction_notification|{\"direction\":\"sideways\"}",
                "credit_added|{\"amount\":\"much\"}",
                "balance_update|{\"wallet_id\":[]}"
            })
    void itsDataHasTheShapeOfItsType(String type, String data) throws JsonProcessingException {
        ObjectNode json = good().put("type", type);
        json.set("data", Json.mapper().readTree(data));
        EventEnvelope envelope = read(json);
        assertEquals(
                ProblemType.INVALID_EVENT,
                assertThrows(FlorinException.class, envelope::event).type());
    }

    static Stream<List<String>> audiences() {
        return Stream.of(
                List.of(),
                List.of("alice"),
                List.of("alice", "bob"),
                List.of("a,b", "c"),
                List.of("100%", "%2C", "%"),
                List.of("a+b", "a b", "+"),
                List.of("zażółć", "日本", "🎉"),
                List.of("user|1", "auth0|x@y.z", "a\"b\\c"));
    }

    @ParameterizedTest
    @MethodSource("audiences")
    void everybodyInTheAudienceIsNamedExactly(List<String> audience) throws JsonProcessingException {
        EventEnvelope envelope =
                EventEnvelope.of("1", "/wallet-service", Some.INSTANT, Some.systemAlert(), audience, "topic", null);
        JsonNode json = Json.mapper().readTree(Json.mapper().writeValueAsString(envelope));
        assertEquals(audience, read(json).audience());
    }

    /** CloudEvents allows no array as an attribute; only the commas between people are bare. */
    @Test
    void theAudienceIsOneString() {
        EventEnvelope envelope = EventEnvelope.of(
                "1", "/wallet-service", Some.INSTANT, Some.systemAlert(), List.of("a,b", "c%", "d+e"), "topic", null);
        assertEquals(
                "a%2Cb,c%25,d%2Be",
                Json.mapper().valueToTree(envelope).get("audience").textValue());
    }

    @Test
    void anArrayIsReadAsWell() throws JsonProcessingException {
        ObjectNode json = good();
        ArrayNode users = json.putArray("audience");
        users.add("a,b").add("100%").add("a+b");
        assertEquals(List.of("a,b", "100%", "a+b"), read(json).audience());
        users.add(1);
        assertThrows(JsonMappingException.class, () -> read(json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%zz", "alice,%2", "%%"})
    void aBrokenEscapeIsRefused(String audience) {
        assertThrows(JsonProcessingException.class, () -> read(good().put("audience", audience)));
    }

    /** Told to nobody in particular means told to everybody: an empty name must not become that, or anybody. */
    @ParameterizedTest
    @ValueSource(strings = {",", "alice,", ",alice", "alice,,bob"})
    void anEmptyNameIsRefused(String audience) {
        assertThrows(JsonProcessingException.class, () -> read(good().put("audience", audience)));
    }

    @Test
    void theAudienceIsBounded() {
        ObjectNode json = good();
        ArrayNode users = json.putArray("audience");
        for (int i = 0; i <= 1000; i++) {
            users.add("u" + i);
        }
        assertEquals(ProblemType.INVALID_EVENT, refusalOf(json));
    }

    @Test
    void itsTypeDecidesItsPriority() {
        assertEquals(Priority.CRITICAL, Some.envelope(Some.securityAlert()).priority());
        assertEquals(Priority.LOW, Some.envelope(Some.balanceUpdate()).priority());
        assertEquals(Priority.NORMAL, Some.envelope(Some.paymentReceived()).priority());
    }

    /** Who says it says how much it matters. */
    @ParameterizedTest
    @CsvSource({"info, NORMAL", "warning, HIGH", "error, HIGH", "critical, CRITICAL", "odd, HIGH", ", HIGH"})
    void theSeverityOfASystemAlertDecidesItsPriority(String severity, Priority priority) {
        assertEquals(
                priority,
                Some.envelope(new FlorinEvent.SystemAlert("Maintenance at noon.", severity))
                        .priority());
    }

    @Test
    void onlyBalancesAreLatest() {
        assertEquals(
                List.of(EventType.BALANCE_UPDATE),
                Stream.of(EventType.values())
                        .filter(type -> type.delivery() == Delivery.LATEST)
                        .toList());
    }
}
