package dev.florin.common.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.problem.ProblemType;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.StreamSupport;

/** What an OpenAPI document has to be for a generator of clients, and for people, and that answers are what it says. */
public final class OpenApiRules {
    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

    private final JsonNode document;

    public OpenApiRules(JsonNode document) {
        this.document = document;
    }

    /** Checks everything that needs no answer. */
    public void check() {
        assertEquals(List.of(), dangling(), "references that lead nowhere");
        assertEquals(List.of(), unexplained(), "properties without a description");
        assertEquals(List.of(), unexplainedParameters(), "parameters without a description");
        assertEquals(List.of(), withoutUnit(), "amounts without a unit");
        assertEquals(List.of(), unnamed(), "operations without an id of their own");
        assertEquals(List.of(), unsaid(), "operations without a summary for people, of their own");
        assertEquals(List.of(), withoutExample(), "bodies without an example");
        assertEquals(List.of(), complaints(), "what a parser finds wrong");
        JsonNode codes = document.at("/components/schemas/Problem/properties/code/enum");
        assertEquals(
                Arrays.stream(ProblemType.values()).map(ProblemType::code).toList(),
                StreamSupport.stream(codes.spliterator(), false)
                        .map(JsonNode::textValue)
                        .toList());
        assertEquals(
                "bearer",
                document.at("/components/securitySchemes/SecurityScheme/scheme").textValue());
    }

    /** All operations, as {@code POST /api/wallets}. */
    public List<String> operations() {
        List<String> all = new ArrayList<>();
        eachOperation((name, _) -> all.add(name));
        return all;
    }

    /** Whether a call says that it cannot be made without an Idempotency-Key. */
    public boolean requiresKey(String operation) {
        for (JsonNode parameter : operation(operation).path("parameters")) {
            if (parameter.path("name").asText().equals("Idempotency-Key")) {
                return parameter.path("required").asBoolean();
            }
        }
        return false;
    }

    /**
     * An answer has nothing that the document does not know, all that it requires, and values of the types that it
     * says.
     */
    public void describes(String operation, JsonNode answer) {
        for (JsonNode response : operation(operation).path("responses")) {
            JsonNode schema = response.at("/content/application~1json/schema");
            if (!schema.isMissingNode()) {
                // One that is written as bytes is described in words.
                if (hasParts(resolved(schema))) {
                    match(schema, answer, operation);
                }
                return;
            }
        }
        throw new AssertionError(operation + " answers nothing, as the document says");
    }

    /**
     * An answer is what the document says of whichever operation has this path; there is one, and it can have this
     * status.
     *
     * @param method {@code GET}, say
     * @param path without its query
     */
    public void describes(String method, String path, int status, JsonNode answer) {
        String name = operations().stream()
                .filter(operation -> isOf(operation.split(" ", 2), method, path))
                // Of two that fit, {id} and a word, the word is meant.
                .min(Comparator.comparing(operation -> operation.contains("{")))
                .orElseThrow(() -> new AssertionError("the document does not know " + method + " " + path));
        assertTrue(operation(name).path("responses").has(String.valueOf(status)), name + " does not know a " + status);
        describes(name, answer);
    }

    /** A refusal is what the document says of all of them, and of the status that it came with. */
    public void describesProblem(int status, JsonNode problem) {
        JsonNode schema = document.at("/components/schemas/Problem");
        String where = "a problem with " + problem.path("code");
        match(schema, problem, where);
        assertEquals(status, problem.path("status").asInt(), where);
        Set<String> codes = new HashSet<>();
        schema.at("/properties/code/enum").forEach(code -> codes.add(code.textValue()));
        assertTrue(codes.contains(problem.path("code").textValue()), where + " is not in the catalogue");
    }

    private static boolean isOf(String[] operation, String method, String path) {
        String words = operation[1].replaceAll("\\{[^}]*}", "[^/]+");
        return operation[0].equals(method) && path.matches(words + "/?");
    }

    private void match(JsonNode reference, JsonNode value, String where) {
        JsonNode schema = resolved(reference);
        if (value.isNull()) {
            return;
        }
        if (value.isArray()) {
            value.forEach(item -> match(schema.path("items"), item, where + "[]"));
        } else if (value.isObject()) {
            schema.path("required")
                    .forEach(name -> assertTrue(value.has(name.textValue()), where + " lacks " + name.textValue()));
            JsonNode properties = schema.path("properties");
            value.properties().forEach(field -> {
                JsonNode known = properties.path(field.getKey());
                if (known.isMissingNode()) {
                    known = schema.path("additionalProperties");
                }
                if (known.isBoolean() && known.booleanValue()) {
                    return;
                }
                assertTrue(known.isObject(), where + " does not know " + field.getKey());
                match(known, field.getValue(), where + "." + field.getKey());
            });
        } else {
            String type = schema.path("type").toString();
            String actual = value.isTextual() ? "string" : value.isBoolean() ? "boolean" : "number";
            boolean fits = type.contains(actual) || (actual.equals("number") && type.contains("integer"));
            assertTrue(fits, where + " is " + value + ", and should be a " + type);
        }
    }

    private static boolean hasParts(JsonNode schema) {
        return schema.has("properties") || schema.has("items") || schema.has("additionalProperties");
    }

    private JsonNode resolved(JsonNode schema) {
        JsonNode reference = schema.path("$ref");
        if (reference.isMissingNode()) {
            return schema;
        }
        return document.at(reference.textValue().substring(1));
    }

    /** What the document shows as the body of a call. */
    public JsonNode example(String operation) {
        JsonNode body = operation(operation).at("/requestBody/content/application~1json");
        return body.has("example")
                ? body.path("example")
                : body.path("examples").elements().next().path("value");
    }

    private JsonNode operation(String name) {
        String[] parts = name.split(" ", 2);
        JsonNode operation = document.path("paths").path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
        assertTrue(operation.isObject(), "the document does not know " + name);
        return operation;
    }

    private List<String> dangling() {
        return document.findValuesAsText("$ref").stream()
                .filter(reference -> document.at(reference.substring(1)).isMissingNode())
                .distinct()
                .toList();
    }

    private List<String> unexplained() {
        List<String> all = new ArrayList<>();
        document.at("/components/schemas")
                .properties()
                .forEach(schema -> schema.getValue()
                        .path("properties")
                        .properties()
                        .forEach(property -> {
                            boolean explained = property.getValue().has("description")
                                    || property.getValue().has("$ref");
                            if (!explained) {
                                all.add(schema.getKey() + "." + property.getKey());
                            }
                        }));
        return all;
    }

    private List<String> unexplainedParameters() {
        List<String> all = new ArrayList<>();
        eachOperation((name, operation) -> operation.path("parameters").forEach(parameter -> {
            if (!parameter.has("description")) {
                all.add(name + " " + parameter.path("name").textValue());
            }
        }));
        return all;
    }

    /** A number with decimals is money, and everything that is called an amount: major units or minor ones? */
    private List<String> withoutUnit() {
        List<String> all = new ArrayList<>();
        document.at("/components/schemas")
                .properties()
                .forEach(schema -> schema.getValue()
                        .path("properties")
                        .properties()
                        .forEach(property -> {
                            boolean isMoney =
                                    property.getValue().path("type").toString().contains("number")
                                            || property.getKey().endsWith("amount");
                            String words =
                                    property.getValue().path("description").asText();
                            if (isMoney && !words.contains("major unit") && !words.contains("minor unit")) {
                                all.add(schema.getKey() + "." + property.getKey());
                            }
                        }));
        return all;
    }

    private List<String> unnamed() {
        Set<String> seen = new HashSet<>();
        List<String> all = new ArrayList<>();
        eachOperation((name, operation) -> {
            String id = operation.path("operationId").asText();
            if (id.isEmpty() || !seen.add(id) || !operation.path("responses").has("default")) {
                all.add(name);
            }
        });
        return all;
    }

    /** What people read first: a few words, without a full stop, that no other operation has. */
    private List<String> unsaid() {
        Set<String> seen = new HashSet<>();
        List<String> all = new ArrayList<>();
        eachOperation((name, operation) -> {
            String summary = operation.path("summary").asText().strip();
            boolean hasWords = summary.contains(" ");
            if (!hasWords || summary.endsWith(".") || !seen.add(summary)) {
                all.add(name + ": " + summary);
            }
        });
        return all;
    }

    /** Every example is what its schema says; {@link #match} complains of one that is not. */
    private List<String> withoutExample() {
        List<String> all = new ArrayList<>();
        eachOperation((name, operation) -> {
            JsonNode body = operation.at("/requestBody/content/application~1json");
            JsonNode schema = resolved(body.path("schema"));
            boolean isDescribed = schema.has("properties") || schema.has("items");
            boolean hasExample =
                    !body.path("example").isEmpty() || !body.path("examples").isEmpty();
            if (!body.isMissingNode() && !hasExample) {
                all.add(name);
            } else if (isDescribed) {
                match(body.path("schema"), body.path("example"), name);
            }
        });
        return all;
    }

    /** What generators of clients read documents with. */
    private List<String> complaints() {
        SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(document.toString());
        List<String> messages = parsed.getMessages() == null ? List.of() : parsed.getMessages();
        if (parsed.getOpenAPI() == null) {
            throw new AssertionError("it cannot be read: " + messages);
        }
        return messages;
    }

    /** Does something with an operation. */
    @FunctionalInterface
    private interface Visitor {
        void visit(String name, JsonNode operation);
    }

    private void eachOperation(Visitor visitor) {
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    if (METHODS.contains(method.getKey())) {
                        visitor.visit(
                                method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), method.getValue());
                    }
                }));
    }
}
