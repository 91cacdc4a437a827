package dev.florin.common.test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The AsyncAPI document of the sockets, and what is sent held against it. */
public final class AsyncApi {
    /** Where the service has the file that it serves. */
    public static final String RESOURCE = "/META-INF/resources/asyncapi.yaml";

    private final JsonNode document;
    private final ConcurrentHashMap<String, JsonSchema> schemas = new ConcurrentHashMap<>();

    /** Who says a message. */
    public enum Action {
        /** The server. */
        SEND("send"),
        /** The client. */
        RECEIVE("receive");

        private final String wireName;

        Action(String wireName) {
            this.wireName = wireName;
        }
    }

    private AsyncApi(JsonNode document) {
        this.document = document;
    }

    public static AsyncApi of(String yaml) {
        try {
            return new AsyncApi(new YAMLMapper().readTree(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the service under test, which does not have to run. */
    public static AsyncApi ofThisService() {
        return OfThisService.DOCUMENT;
    }

    /** Read when it is wanted: other modules have no such file. */
    private static final class OfThisService {
        static final AsyncApi DOCUMENT = of(text(RESOURCE));
    }

    public static String text(String resource) {
        try (InputStream file = Objects.requireNonNull(AsyncApi.class.getResourceAsStream(resource), resource)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonNode document() {
        return document;
    }

    /** The channel that a path belongs to; empty for an address that only tests have. */
    public Optional<String> channel(String path) {
        return document.path("channels").properties().stream()
                .filter(channel -> isAddress(channel.getValue().path("address").asText(), path))
                .map(java.util.Map.Entry::getKey)
                .findFirst();
    }

    /** A parameter stands at the end, and may be missing; so may a last slash. */
    private static boolean isAddress(String address, String path) {
        String fixed = address.replaceAll("\\{.*", "").replaceAll("/$", "");
        return path.replaceAll("/$", "").equals(fixed) || (address.contains("{") && path.startsWith(fixed + "/"));
    }

    /** @throws AssertionError if the channel has no such message */
    public void check(String channel, Action action, JsonNode message) {
        JsonSchema schema = schemas.computeIfAbsent(channel + " " + action, _ -> schema(channel, action));
        var faults = schema.validate(message);
        if (!faults.isEmpty()) {
            throw new AssertionError("asyncapi.yaml has no such message of " + channel + ": " + message + "\n"
                    + faults.stream().map(Object::toString).limit(40).collect(Collectors.joining("\n")));
        }
    }

    private JsonSchema schema(String channel, Action action) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        var payloads = schema.putArray("anyOf");
        StreamSupport.stream(document.path("operations").spliterator(), false)
                .filter(operation -> operation.path("action").asText().equals(action.wireName)
                        && operation.at("/channel/$ref").asText().equals("#/channels/" + channel))
                .flatMap(operation ->
                        StreamSupport.stream(operation.path("messages").spliterator(), false))
                .map(message -> resolve(message).path("$ref").asText())
                .forEach(message -> payloads.addObject().put("$ref", message + "/payload"));
        schema.set("components", document.path("components"));
        return factory().getSchema(schema);
    }

    public JsonNode resolve(JsonNode reference) {
        return document.at(reference.path("$ref").asText().substring(1));
    }

    public static JsonSchemaFactory factory() {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);
    }

    public static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
