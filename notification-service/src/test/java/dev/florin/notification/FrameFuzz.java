package dev.florin.notification;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes frames that no client should send, from a seed. */
final class FrameFuzz {
    private static final int MASKED = 0x80;
    private static final List<String> WORDS = List.of(
            "subscribe",
            "unsubscribe",
            "ping",
            "ack",
            "resume",
            "refresh",
            "request_data",
            "request_pending",
            "request_hourly",
            "request_categories",
            "auto_categorize",
            "typing",
            "chat_send",
            "presence",
            "dance");
    private static final List<String> FIELDS = List.of(
            "type",
            "data",
            "types",
            "seq",
            "since",
            "epoch",
            "token",
            "command",
            "escrow_id",
            "room_id",
            "text",
            "client_message_id",
            "typing",
            "status",
            "");

    /** What a command has to have: by chance alone none of them would ever be whole. */
    private static final Map<String, List<String>> WHOLE = Map.of(
            "chat_send", List.of("room_id", "text", "client_message_id"),
            "typing", List.of("room_id", "typing"),
            "presence", List.of("status"));

    private static final Map<String, List<String>> RIGHT = Map.of(
            "text", List.of("\"hello\"", "\"<b>\\u202e</b>\"", "\"\\ud83d\\ude00\"", "\"" + "z".repeat(4000) + "\""),
            "client_message_id", List.of("\"m-1\"", "\"m-2\"", "\"m-3\"", "\"" + "m".repeat(64) + "\""),
            "typing", List.of("true", "false"),
            "status", List.of("\"online\"", "\"away\""));

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "0",
            "1.5",
            "9223372036854775808",
            "1e400",
            "1e999999999",
            "\"\"",
            "\"x\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"eyJ.eyJ.x\"",
            "[]",
            "[[]]",
            "{}",
            "[null]",
            "[\"a\",1]",
            "\"" + "y".repeat(3000) + "\"");

    private final Random random;
    private String room = "\"019c1337-0000-7000-8000-000000000000\"";

    FrameFuzz(long seed) {
        this.random = new Random(seed);
    }

    /** Where its commands are said from now on, most of the time. */
    void enter(String roomId) {
        room = "\"" + roomId + "\"";
    }

    /** The next of those that a connection survives: as a frame it is right, and what it says is refused at most. */
    byte[] survivable() {
        return switch (random.nextInt(10)) {
            case 0 -> text(json(3));
            case 1, 2, 3, 4 -> text(command());
            case 5 -> text(garbled(command()));
            case 6 -> inParts(command());
            case 7 -> frame(RawSocket.PING, bytes(random.nextInt(126)));
            case 8 -> frame(RawSocket.PONG, bytes(random.nextInt(126)));
            default -> text(nested());
        };
    }

    /** The next of those that may end a connection, or leave it waiting for the rest. */
    byte[] fatal() {
        return switch (random.nextInt(10)) {
            case 0 -> bytes(1 + random.nextInt(200));
            case 1 -> frame(RawSocket.TEXT, mutated(command().getBytes(StandardCharsets.UTF_8)));
            case 2 -> withLength(command(), random.nextInt(300));
            case 3 -> frame(random.nextInt(256), bytes(random.nextInt(130)));
            case 4 -> unmasked();
            case 5 -> giant();
            case 6 -> frame(RawSocket.TEXT, bytes(random.nextInt(400)));
            case 7 -> half(text(command()));
            case 8 -> frame(RawSocket.CLOSE + random.nextInt(3), bytes(random.nextInt(140)));
            default -> frame(random.nextInt(3), command().getBytes(StandardCharsets.UTF_8));
        };
    }

    private byte[] text(String text) {
        return frame(RawSocket.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] inParts(String text) {
        int cut = random.nextInt(text.length());
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        parts.writeBytes(frame(RawSocket.FIRST_TEXT, text.substring(0, cut).getBytes(StandardCharsets.UTF_8)));
        parts.writeBytes(frame(
                RawSocket.CONTINUATION | RawSocket.LAST, text.substring(cut).getBytes(StandardCharsets.UTF_8)));
        return parts.toByteArray();
    }

    /** With some other characters, all of ASCII. */
    private String garbled(String text) {
        StringBuilder garbled = new StringBuilder(text);
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            garbled.setCharAt(random.nextInt(garbled.length()), (char) random.nextInt(128));
        }
        return garbled.toString();
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private String command() {
        String word = any(WORDS);
        StringBuilder text = new StringBuilder("{\"")
                .append(random.nextBoolean() ? "type" : "command")
                .append("\":\"")
                .append(word)
                .append('"');
        if (random.nextInt(4) > 0) {
            for (String field : WHOLE.getOrDefault(word, List.of())) {
                text.append(",\"").append(field).append("\":").append(value(field));
            }
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append(",\"").append(any(FIELDS)).append("\":").append(json(2));
        }
        return text.append('}').toString();
    }

    /** A right one, but for one time in eight. */
    private String value(String field) {
        List<String> right = field.equals("room_id") ? List.of(room) : RIGHT.getOrDefault(field, List.of());
        return right.isEmpty() || random.nextInt(8) == 0 ? json(2) : any(right);
    }

    private String json(int depth) {
        if (depth == 0 || random.nextInt(3) > 0) {
            return any(VALUES);
        }
        return random.nextBoolean()
                ? "[" + json(depth - 1) + "," + json(depth - 1) + "]"
                : "{\"" + any(FIELDS) + "\":" + json(depth - 1) + "}";
    }

    private String nested() {
        return any(List.of("[", "{\"a\":", "\"", "1")).repeat(1 + random.nextInt(3000));
    }

    private byte[] mutated(byte[] bytes) {
        for (int i = 1 + random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private byte[] half(byte[] frame) {
        return java.util.Arrays.copyOf(frame, 1 + random.nextInt(frame.length));
    }

    private byte[] unmasked() {
        byte[] payload = command().getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x81);
        out.write(Math.min(125, payload.length));
        out.writeBytes(payload);
        return out.toByteArray();
    }

    private byte[] giant() {
        return ByteBuffer.allocate(14)
                .put((byte) (0x80 | random.nextInt(3)))
                .put((byte) (MASKED | 127))
                .putLong(random.nextBoolean() ? random.nextLong() : Long.MAX_VALUE)
                .putInt(random.nextInt())
                .array();
    }

    private byte[] withLength(String text, int length) {
        byte[] frame = frame(0x81, text.getBytes(StandardCharsets.UTF_8));
        frame[1] = (byte) (MASKED | (length % 128));
        return frame;
    }

    private byte[] frame(int head, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(head);
        if (payload.length < 126) {
            out.write(MASKED | payload.length);
        } else {
            out.write(MASKED | 126);
            out.write(payload.length >>> 8);
            out.write(payload.length);
        }
        byte[] mask = bytes(4);
        out.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ mask[i % 4]);
        }
        return out.toByteArray();
    }
}
