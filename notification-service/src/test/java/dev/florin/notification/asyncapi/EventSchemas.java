package dev.florin.notification.asyncapi;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.common.event.Delivery;
import dev.florin.common.event.EventType;
import dev.florin.common.json.Json;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the schemas of all events from their records: the part of the document that nobody has to write. */
final class EventSchemas {
    private static final List<EventType> SHOWN = Arrays.stream(EventType.values())
            .filter(type -> type.delivery() != Delivery.SILENT)
            .toList();

    private EventSchemas() {}

    /** YAML, to stand below {@code components.schemas}. */
    static String yaml() {
        StringBuilder all = new StringBuilder();
        line(all, 2, "event:");
        line(all, 3, "oneOf:");
        for (EventType type : SHOWN) {
            line(all, 4, "- $ref: '#/components/schemas/frame_" + type.wireName() + "'");
        }
        line(all, 2, "event_type:");
        line(all, 3, "enum:");
        for (EventType type : SHOWN) {
            line(all, 4, "- " + type.wireName());
        }
        for (EventType type : SHOWN) {
            frame(all, type);
            data(all, type);
        }
        return all.toString();
    }

    private static void frame(StringBuilder all, EventType type) {
        line(all, 2, "frame_" + type.wireName() + ":");
        line(all, 3, "type: object");
        line(all, 3, "additionalProperties: false");
        line(all, 3, "required: [type, timestamp, data, id]");
        line(all, 3, "properties:");
        line(all, 4, "type: {const: " + type.wireName() + "}");
        line(all, 4, "timestamp: {$ref: '#/components/schemas/timestamp'}");
        line(all, 4, "data: {$ref: '#/components/schemas/data_" + type.wireName() + "'}");
        line(all, 4, "seq: {$ref: '#/components/schemas/seq'}");
        line(all, 4, "id: {$ref: '#/components/schemas/event_id'}");
    }

    private static void data(StringBuilder all, EventType type) {
        line(all, 2, "data_" + type.wireName() + ":");
        line(all, 3, "type: object");
        line(all, 3, "required: " + required(type.record()));
        line(all, 3, "properties:");
        for (BeanPropertyDefinition property : properties(type.record())) {
            line(all, 4, property.getName() + ": " + schema(property.getPrimaryType()));
        }
    }

    private static List<BeanPropertyDefinition> properties(Class<?> type) {
        JavaType java = Json.mapper().constructType(type);
        return Json.mapper().getSerializationConfig().introspect(java).findProperties().stream()
                .filter(property -> component(type, property) != null)
                .toList();
    }

    private static String required(Class<?> type) {
        return properties(type).stream()
                .filter(property -> !isNullable(type, property))
                .map(BeanPropertyDefinition::getName)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static boolean isNullable(Class<?> type, BeanPropertyDefinition property) {
        RecordComponent component = Objects.requireNonNull(component(type, property));
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static @Nullable RecordComponent component(Class<?> type, BeanPropertyDefinition property) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> component.getName().equals(property.getInternalName()))
                .findFirst()
                .orElse(null);
    }

    /** JSON, which is YAML too. */
    private static ObjectNode schema(JavaType type) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        Class<?> raw = type.getRawClass();
        if (raw == Instant.class) {
            return schema.put("$ref", "#/components/schemas/timestamp");
        }
        if (raw == UUID.class) {
            return schema.put("$ref", "#/components/schemas/uuid");
        }
        if (raw == String.class) {
            return schema.put("type", "string");
        }
        if (raw == BigDecimal.class) {
            return schema.put("$ref", "#/components/schemas/amount");
        }
        if (raw == BigInteger.class) {
            return schema.put("type", "integer").put("description", "In whole minor units of currency.");
        }
        if (raw == Boolean.class) {
            return schema.put("type", "boolean");
        }
        if (raw == int.class || raw == long.class) {
            return schema.put("type", "integer");
        }
        if (raw.isEnum()) {
            var values = schema.putArray("enum");
            Arrays.stream(raw.getEnumConstants())
                    .map(value -> Json.mapper().<JsonNode>valueToTree(value))
                    .forEach(values::add);
            return schema;
        }
        if (raw == List.class) {
            schema.put("type", "array").set("items", schema(type.getContentType()));
            return schema;
        }
        if (!raw.isRecord()) {
            throw new IllegalArgumentException("no schema is known for " + raw);
        }
        schema.put("type", "object");
        ObjectNode fields = schema.putObject("properties");
        properties(raw).forEach(property -> fields.set(property.getName(), schema(property.getPrimaryType())));
        return schema;
    }

    private static void line(StringBuilder all, int depth, String text) {
        all.append("  ".repeat(depth)).append(text).append('\n');
    }
}
