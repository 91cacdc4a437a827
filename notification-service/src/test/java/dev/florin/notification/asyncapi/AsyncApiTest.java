package dev.florin.notification.asyncapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.Delivery;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.test.AsyncApi;
import dev.florin.common.test.AsyncApi.Action;
import dev.florin.notification.Some;
import dev.florin.notification.dialect.BalanceDialect;
import dev.florin.notification.dialect.EscrowDialect;
import dev.florin.notification.dialect.LiveDialect;
import dev.florin.notification.dialect.NotificationsDialect;
import dev.florin.notification.dialect.NotifyDialect;
import dev.florin.notification.feed.CloseCode;
import dev.florin.notification.feed.Command;
import dev.florin.notification.feed.Dialect;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.Signal;
import dev.florin.notification.feed.TypeFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The document of the sockets is a document, and says what the dialects say. What sockets say is held against it
 * wherever a test reads a socket.
 */
class AsyncApiTest {
    private static final String MADE = "    # From here on made from the catalogue of events; AsyncApiTest says how.\n";

    private final AsyncApi api = AsyncApi.ofThisService();

    static Stream<Map.Entry<String, Dialect>> dialects() {
        return Map.<String, Dialect>of(
                "notifications", new NotificationsDialect(),
                "balance", new BalanceDialect(),
                "escrow", new EscrowDialect(),
                "btpayLive", new LiveDialect(),
                "btpayNotify", new NotifyDialect())
                .entrySet()
                .stream();
    }

    @Test
    void isAsyncApi() {
        JsonNode schema = AsyncApi.json(AsyncApi.text("/asyncapi-3.0.0.schema.json"));
        assertEquals(Set.of(), AsyncApi.factory().getSchema(schema).validate(api.document()));
    }

    @Test
    void referencesLeadSomewhere() {
        List<String> dangling = api.document().findValuesAsText("$ref").stream()
                .distinct()
                .filter(reference -> api.document().at(reference.substring(1)).isMissingNode())
                .toList();
        assertEquals(List.of(), dangling);
    }

    /** Every message of a channel belongs to one of its operations, and none is left over. */
    @Test
    void everyMessageIsSaidBySomebody() {
        Set<String> ofChannels = new HashSet<>();
        api.document()
                .path("channels")
                .properties()
                .forEach(channel -> channel.getValue()
                        .path("messages")
                        .fieldNames()
                        .forEachRemaining(
                                message -> ofChannels.add("#/channels/" + channel.getKey() + "/messages/" + message)));
        List<String> ofOperations = StreamSupport.stream(
                        api.document().path("operations").spliterator(), false)
                .flatMap(operation ->
                        StreamSupport.stream(operation.path("messages").spliterator(), false))
                .map(message -> message.path("$ref").asText())
                .toList();
        assertEquals(ofChannels, new HashSet<>(ofOperations));
        assertEquals(ofChannels.size(), ofOperations.size());
        Set<String> used = ofChannels.stream()
                .map(channel ->
                        api.document().at(channel.substring(1) + "/$ref").asText())
                .collect(Collectors.toSet());
        Set<String> known = new HashSet<>();
        api.document()
                .at("/components/messages")
                .fieldNames()
                .forEachRemaining(message -> known.add("#/components/messages/" + message));
        assertEquals(known, used);
    }

    /**
     * The events' part is made from the catalogue. After a change there: {@code mvn -pl notification-service test
     * -Dtest=AsyncApiTest -Dflorin.asyncapi.write=true}.
     */
    @Test
    void theEventsAreThoseOfTheCatalogue() throws IOException {
        String text = AsyncApi.text(AsyncApi.RESOURCE);
        String written = text.substring(0, text.indexOf(MADE) + MADE.length());
        String expected = written + EventSchemas.yaml();
        if (Boolean.getBoolean("florin.asyncapi.write")) {
            Files.writeString(Path.of("src/main/resources" + AsyncApi.RESOURCE), expected);
        }
        assertEquals(expected, text);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void everyEventInEveryDialect(Map.Entry<String, Dialect> spoken) {
        Dialect dialect = spoken.getValue();
        for (FlorinEvent event : dev.florin.common.Some.events()) {
            if (event.type().delivery() == Delivery.SILENT) {
                assertEquals(dialect instanceof LiveDialect, dialect.shows(Delivery.SILENT));
                continue;
            }
            boolean isLatest = event.type().delivery() == Delivery.LATEST;
            Place usual = isLatest ? new Place.Latest("key", 1) : new Place.Stream(1);
            for (Place place : List.of(usual, new Place.Announcement(1))) {
                check(
                        spoken.getKey(),
                        dialect.text(new Notice(
                                "id", event.type().wireName(), Some.NOON, Some.json(event), place, Some.NOON)));
            }
        }
        check(
                spoken.getKey(),
                dialect.text(new Notice(
                        "id",
                        "notification_state",
                        Some.NOON,
                        "{\"unread_count\":0,\"seq\":1,\"version\":1}",
                        new Place.Passing(null),
                        Some.NOON)));
    }

    /** What passes is described as exactly as what stays. */
    @Test
    void whatPassesHasItsFieldsAndNoOthers() {
        String stateOfTwo = "{\"ids\":[\"a\",\"b\"],\"state\":\"read\",\"unread_count\":0,\"seq\":1,\"version\":1}";
        check("notifications", passing("notification_state", stateOfTwo));
        for (String wrong : List.of(
                passing("notification_state", "{}"),
                passing("presence", stateOfTwo),
                passing("typing", "{\"room_id\":\"x\",\"user_id\":\"alice\",\"typing\":true}"),
                passing("news", "{}"))) {
            assertThrows(AssertionError.class, () -> check("notifications", wrong), wrong);
        }
    }

    private static @org.jspecify.annotations.Nullable String passing(String type, String data) {
        return new NotificationsDialect()
                .text(new Notice("id", type, Some.NOON, data, new Place.Passing(null), Some.NOON));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void everySignalInEveryDialect(Map.Entry<String, Dialect> spoken) {
        TypeFilter topics = TypeFilter.only(Set.of("escrow:x-1"));
        TypeFilter types = TypeFilter.only(Set.of("credit_added"));
        List<Signal> signals = new ArrayList<>(List.of(
                new Signal.Connected("alice", 1, 7, Some.NOON),
                new Signal.Pong(Some.NOON),
                new Signal.Filtered(spoken.getKey().equals("escrow") ? topics : types, Some.NOON),
                new Signal.Refreshed(Some.NOON, Some.NOON),
                new Signal.Resync("history-cut", 1, 7, Some.NOON),
                new Signal.Failure("bad-json", "No.")));
        assertEquals(
                Set.of(Signal.class.getPermittedSubclasses()),
                signals.stream().map(Signal::getClass).collect(Collectors.toSet()));
        signals.forEach(signal -> check(spoken.getKey(), spoken.getValue().text(signal)));
    }

    private void check(String channel, @org.jspecify.annotations.Nullable String text) {
        if (text != null) {
            api.check(channel, Action.SEND, AsyncApi.json(text));
        }
    }

    /** Whatever command a dialect understands is in the document, and what the document names is understood. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "notifications | {\"type\":\"subscribe\",\"data\":{\"types\":[\"credit_added\"]}}",
                "notifications | {\"type\":\"unsubscribe\",\"data\":{\"types\":[\"credit_added\"]}}",
                "notifications | {\"type\":\"ping\"}",
                "notifications | {\"type\":\"ack\",\"seq\":1}",
                "notifications | {\"type\":\"ack\",\"data\":{\"seq\":1}}",
                "notifications | {\"type\":\"resume\",\"since\":1,\"epoch\":7}",
                "notifications | {\"type\":\"refresh\",\"token\":\"t\"}",
                "notifications | {\"type\":\"chat_send\",\"room_id\":\"019c1337-0000-7000-8000-000000000001\",\"text\":\"hi\","
                        + "\"client_message_id\":\"1\"}",
                "notifications | {\"type\":\"typing\",\"data\":{\"room_id\":\"019c1337-0000-7000-8000-000000000001\","
                        + "\"typing\":true}}",
                "notifications | {\"type\":\"presence\",\"status\":\"away\"}",
                "balance | {\"type\":\"refresh\",\"token\":\"t\"}",
                "balance | {}",
                "escrow | {\"type\":\"subscribe\",\"escrow_id\":\"x-1\"}",
                "escrow | {\"type\":\"unsubscribe\",\"escrow_id\":\"x-1\"}",
                "escrow | {\"type\":\"ping\"}",
                "escrow | {\"type\":\"ack\",\"seq\":1}",
                "escrow | {\"type\":\"resume\",\"since\":1}",
                "escrow | {\"type\":\"refresh\",\"token\":\"t\"}",
                "btpayLive | {\"command\":\"ping\"}",
                "btpayLive | {\"command\":\"request_data\"}",
                "btpayLive | {\"command\":\"request_pending\"}",
                "btpayLive | {\"command\":\"request_hourly\"}",
                "btpayLive | {\"command\":\"request_categories\"}",
                "btpayLive | {\"command\":\"auto_categorize\"}",
                "btpayLive | {\"command\":\"refresh\",\"token\":\"t\"}",
                "btpayNotify | {\"command\":\"ping\"}",
                "btpayNotify | {\"command\":\"ack\",\"seq\":1}",
                "btpayNotify | {\"command\":\"resume\",\"since\":1}",
                "btpayNotify | {\"command\":\"refresh\",\"token\":\"t\"}",
            })
    void commands(String channel, String said) {
        api.check(channel, Action.RECEIVE, AsyncApi.json(said));
        Dialect dialect = dialects()
                .filter(spoken -> spoken.getKey().equals(channel))
                .findFirst()
                .orElseThrow()
                .getValue();
        assertEquals(false, dialect.command(said) instanceof Command.Unknown, said);
    }

    /** The error that names a dialect's commands names those of the document. */
    @ParameterizedTest
    @CsvSource({"notifications", "escrow", "btpayLive", "btpayNotify"})
    void noCommandIsMissing(String channel) {
        Dialect dialect = dialects()
                .filter(spoken -> spoken.getKey().equals(channel))
                .findFirst()
                .orElseThrow()
                .getValue();
        String named = ((Command.Unknown) dialect.command("{}"))
                .message()
                .replaceAll("^Known are |\\.$", "")
                .replace(" and ", ", ");
        Set<String> documented = api.document().path("operations").properties().stream()
                .map(Map.Entry::getValue)
                .filter(operation -> operation.path("action").asText().equals("receive")
                        && operation.at("/channel/$ref").asText().endsWith("/" + channel))
                .flatMap(operation ->
                        StreamSupport.stream(operation.path("messages").spliterator(), false))
                .map(message -> api.resolve(api.resolve(message)).at("/payload/properties"))
                .map(fields -> fields.has("command") ? fields.path("command") : fields.path("type"))
                .flatMap(word -> word.has("const")
                        ? Stream.of(word.path("const").asText())
                        : StreamSupport.stream(word.path("enum").spliterator(), false)
                                .map(JsonNode::asText))
                .collect(Collectors.toSet());
        assertEquals(Set.copyOf(Arrays.asList(named.split(", ", -1))), documented);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "escrow | {\"type\":\"pong\"}",
                "escrow | {\"type\":\"news\",\"timestamp\":\"2026-01-31T12:00:00.000Z\"}",
                "notifications | {\"type\":\"pong\",\"timestamp\":\"2026-01-31T12:00:00Z\"}",
                "notifications | {\"type\":\"pong\",\"timestamp\":\"2026-01-31T12:00:00.000Z\",\"extra\":1}",
                "btpayLive | {\"type\":\"auto_categorize_result\",\"timestamp\":\"2026-01-31T12:00:00.000Z\"}",
            })
    void anythingElseIsNoticed(String channel, String frame) {
        assertThrows(AssertionError.class, () -> api.check(channel, Action.SEND, AsyncApi.json(frame)));
    }

    @Test
    void everyCloseCodeOfOursIsExplained() {
        String description = api.document().at("/info/description").asText();
        List<Integer> unexplained = Arrays.stream(CloseCode.values())
                .map(CloseCode::code)
                .filter(code -> code >= 3000 && !description.contains(code + " "))
                .toList();
        assertEquals(List.of(), unexplained);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/ws/notifications, notifications",
        "/api/ws/notifications/ey.x, notifications",
        "/ws/balance, balance",
        "/api/v1/ws, escrow",
        "/ws/btpay/live, btpayLive",
        "/ws/btpay/notify/, btpayNotify",
        "/ws/other, ''"
    })
    void pathsHaveChannels(String path, String channel) {
        assertEquals(channel, api.channel(path).orElse(""));
    }
}
