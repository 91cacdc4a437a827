package dev.florin.common.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * User ids in one extension attribute. CloudEvents allows only scalar attributes, so the ids are joined by commas, with
 * {@code %} and {@code ,} inside an id percent-encoded. A plain JSON array is read as well.
 */
final class AudienceJson {
    private AudienceJson() {}

    static final class Writer extends StdSerializer<List<String>> {
        private static final long serialVersionUID = 1L;

        Writer() {
            super(List.class, false);
        }

        @Override
        public void serialize(List<String> users, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(users.stream()
                    .map(user -> user.replace("%", "%25").replace("+", "%2B").replace(",", "%2C"))
                    .collect(Collectors.joining(",")));
        }
    }

    static final class Reader extends StdDeserializer<List<String>> {
        private static final long serialVersionUID = 1L;

        Reader() {
            super(List.class);
        }

        @Override
        public List<String> deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return switch (in.currentToken()) {
                case VALUE_STRING -> split(in.getText());
                case START_ARRAY -> array(in, context);
                default -> throw context.wrongTokenException(in, List.class, JsonToken.VALUE_STRING, "user ids");
            };
        }

        private static List<String> split(String joined) {
            return joined.isEmpty()
                    ? List.of()
                    : Stream.of(joined.split(",", -1))
                            .map(user -> URLDecoder.decode(user, StandardCharsets.UTF_8))
                            .toList();
        }

        private static List<String> array(JsonParser in, DeserializationContext context) throws IOException {
            List<String> users = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                if (in.currentToken() != JsonToken.VALUE_STRING) {
                    throw context.wrongTokenException(in, List.class, JsonToken.VALUE_STRING, "a user id");
                }
                users.add(in.getText());
            }
            return users;
        }
    }
}
