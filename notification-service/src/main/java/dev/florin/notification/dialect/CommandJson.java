package dev.florin.notification.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.json.Json;
import dev.florin.notification.feed.Command;
import dev.florin.notification.feed.TypeFilter;
import java.util.LinkedHashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what clients say as JSON objects with a word that says what it is. */
final class CommandJson {
    private static final Pattern TYPE_NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    private CommandJson() {}

    /** @param read says what a well-formed object means; may throw {@link Refusal} */
    static Command read(String text, Function<JsonNode, Command> read) {
        try {
            JsonNode message = Json.mapper().readTree(text);
            if (message == null || !message.isObject()) {
                return new Command.Unknown("bad-json", "Send a JSON object.");
            }
            return read.apply(message);
        } catch (JsonProcessingException | NumberFormatException e) {
            // The latter for a number with an exponent that no number has: the parser takes its syntax for right.
            return new Command.Unknown("bad-json", "This could not be read as JSON.");
        } catch (Refusal e) {
            return e.command;
        }
    }

    /** The word that says which command it is; empty if there is none. */
    static String word(JsonNode message) {
        return word(message, "type");
    }

    /** @param field where this dialect has the word */
    static String word(JsonNode message, String field) {
        JsonNode word = message.get(field);
        return word != null && word.isTextual() ? word.textValue() : "";
    }

    /**
     * {@code {"data":{"types":[…]}}}. Names of types that are not known (yet) are taken as they are: an older server
     * must not refuse what a newer one will send.
     */
    static Set<String> types(JsonNode message) {
        JsonNode types = message.path("data").path("types");
        if (!types.isArray() || types.isEmpty()) {
            throw new Refusal("invalid-command", "data.types must be a list of event types.");
        }
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode name : types) {
            if (!name.isTextual() || !isTypeName(name.textValue())) {
                throw new Refusal("invalid-command", "data.types must be a list of event types.");
            }
            names.add(name.textValue());
        }
        if (names.size() > TypeFilter.MAX_TYPES) {
            throw new Refusal("too-many-types", "A connection can name " + TypeFilter.MAX_TYPES + " types.");
        }
        return names;
    }

    static boolean isTypeName(String name) {
        return TYPE_NAME.matcher(name).matches();
    }

    /** A whole number of at least 0, here or in {@code data}. */
    static long position(JsonNode message, String field) {
        JsonNode value = field(message, field);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new Refusal("invalid-command", field + " must be a whole number of at least 0.");
        }
        return value.longValue();
    }

    private static OptionalLong optionalPosition(JsonNode message, String field) {
        return field(message, field) == null ? OptionalLong.empty() : OptionalLong.of(position(message, field));
    }

    static String text(JsonNode message, String field) {
        JsonNode value = field(message, field);
        if (value == null || !value.isTextual()) {
            throw new Refusal("invalid-command", field + " is missing.");
        }
        return value.textValue();
    }

    static UUID id(JsonNode message, String field) {
        try {
            return UUID.fromString(text(message, field));
        } catch (IllegalArgumentException e) {
            throw new Refusal("invalid-command", field + " is not an id.");
        }
    }

    static boolean flag(JsonNode message, String field) {
        JsonNode value = field(message, field);
        if (value == null || !value.isBoolean()) {
            throw new Refusal("invalid-command", field + " must be true or false.");
        }
        return value.booleanValue();
    }

    /** A text of this form. */
    static String matching(JsonNode message, String field, Pattern form) {
        String text = text(message, field);
        if (!form.matcher(text).matches()) {
            throw new Refusal("invalid-command", field + " is not one.");
        }
        return text;
    }

    /** {@code {"since":n,"epoch":n}}; the epoch may be left out. */
    static Command resume(JsonNode message) {
        return new Command.Resume(position(message, "since"), optionalPosition(message, "epoch"));
    }

    private static @Nullable JsonNode field(JsonNode message, String field) {
        return message.has(field) ? message.get(field) : message.path("data").get(field);
    }

    /** Leaves a half-read command. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Command command;

        Refusal(String code, String message) {
            super(message, null, false, false);
            command = new Command.Unknown(code, message);
        }
    }
}
