package dev.florin.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Reads an object as the API server does with strict field validation. The model keeps what it does not know in a map
 * of additional properties; here it has no such map, so that what it does not know is found.
 */
final class StrictReader {
    private static final String FAULT = "fault";
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .annotationIntrospector(new WithoutAdditionalProperties())
            .addHandler(new UnknownFields())
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
            .withCoercionConfig(
                    LogicalType.Boolean, flag -> flag.setCoercion(CoercionInputShape.String, CoercionAction.Fail))
            .withCoercionConfig(
                    LogicalType.Integer, number -> number.setCoercion(CoercionInputShape.String, CoercionAction.Fail))
            .build();

    private StrictReader() {}

    /** @param fault hears of each field that the type does not have */
    static Object read(JsonNode document, Class<?> type, Consumer<String> fault) throws IOException {
        return MAPPER.readerFor(type).withAttribute(FAULT, fault).readValue(document);
    }

    private static final class WithoutAdditionalProperties extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated member) {
            return false;
        }
    }

    private static final class UnknownFields extends DeserializationProblemHandler {
        @Override
        @SuppressWarnings("unchecked")
        public boolean handleUnknownProperty(
                DeserializationContext context, JsonParser parser, JsonDeserializer<?> reader, Object bean, String name)
                throws IOException {
            ((Consumer<String>) context.getAttribute(FAULT))
                    .accept("there is no field " + parser.getParsingContext().pathAsPointer(true) + " in "
                            + bean.getClass().getSimpleName());
            parser.skipChildren();
            return true;
        }
    }
}
