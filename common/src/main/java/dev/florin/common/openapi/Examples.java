package dev.florin.common.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Puts examples of whole request bodies together, out of those of their properties. */
final class Examples {
    private static final String SCHEMAS = "#/components/schemas/";

    /** Deeper than any body is; a schema that contains itself ends here. */
    private static final int MAX_DEPTH = 8;

    private final Map<String, Schema> schemas;

    private Examples(Map<String, Schema> schemas) {
        this.schemas = schemas;
    }

    /** Gives every JSON body of a request an example, unless it has one of its own, or is read as bytes. */
    static void addTo(OpenAPI document) {
        Map<String, Schema> schemas = document.getComponents().getSchemas();
        Examples examples = new Examples(schemas == null ? Map.of() : schemas);
        document.getPaths().getPathItems().values().stream()
                .flatMap(item -> item.getOperations().values().stream())
                .forEach(examples::add);
    }

    private void add(Operation operation) {
        if (operation.getRequestBody() == null || operation.getRequestBody().getContent() == null) {
            return;
        }
        MediaType json = operation.getRequestBody().getContent().getMediaType("application/json");
        if (json != null && json.getExample() == null && json.getSchema() != null && hasParts(json.getSchema())) {
            json.setExample(of(json.getSchema(), 0));
        }
    }

    private boolean hasParts(Schema reference) {
        Schema schema = resolved(reference);
        return schema.getProperties() != null || schema.getItems() != null;
    }

    private Object of(Schema reference, int depth) {
        Schema schema = resolved(reference);
        if (schema.getExamples() != null && !schema.getExamples().isEmpty()) {
            return schema.getExamples().getFirst();
        }
        if (schema.getEnumeration() != null && !schema.getEnumeration().isEmpty()) {
            return schema.getEnumeration().getFirst();
        }
        List<Schema.SchemaType> types = schema.getType() == null ? List.of() : schema.getType();
        if (depth < MAX_DEPTH && schema.getProperties() != null) {
            Map<String, Object> all = new LinkedHashMap<>();
            schema.getProperties().forEach((name, property) -> all.put(name, of(property, depth + 1)));
            return all;
        }
        if (types.contains(Schema.SchemaType.ARRAY)) {
            return depth < MAX_DEPTH && schema.getItems() != null
                    ? List.of(of(schema.getItems(), depth + 1))
                    : List.of();
        }
        return plain(types);
    }

    private static Object plain(List<Schema.SchemaType> types) {
        if (types.contains(Schema.SchemaType.STRING)) {
            return "text";
        }
        if (types.contains(Schema.SchemaType.INTEGER) || types.contains(Schema.SchemaType.NUMBER)) {
            return 1;
        }
        return types.contains(Schema.SchemaType.BOOLEAN) ? true : Map.of();
    }

    private Schema resolved(Schema schema) {
        String reference = schema.getRef();
        Schema named = reference == null ? null : schemas.get(reference.substring(SCHEMAS.length()));
        return named == null ? schema : named;
    }
}
