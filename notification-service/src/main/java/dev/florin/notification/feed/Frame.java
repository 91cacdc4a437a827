package dev.florin.notification.feed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes ready for the wire: mostly one whole WebSocket frame, or a few that belong together. What a server sends is not
 * masked, so the same bytes serve every recipient. They live on the heap and are never changed, so that a frame may
 * wait in any number of queues and needs no release; a buffer exists only while it is being written.
 */
public final class Frame {
    private static final int FIN = 0x80;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final int MAX_CONTROL = 125;
    private static final int MAX_SHORT = 0xFFFF;

    /** A heartbeat. */
    public static final Frame HEARTBEAT = new Frame(framed(PING, new byte[0]), null);

    private final byte[] bytes;
    private final int messages;
    private final @Nullable String key;

    private Frame(byte[] bytes, @Nullable String key) {
        this(bytes, 1, key);
    }

    private Frame(byte[] bytes, int messages, @Nullable String key) {
        this.bytes = bytes;
        this.messages = messages;
        this.key = key;
    }

    /** A message that has to arrive. */
    public static Frame text(String text) {
        return new Frame(framed(TEXT, text.getBytes(StandardCharsets.UTF_8)), null);
    }

    /** Messages that have to arrive together, in this order. */
    public static Frame texts(List<String> texts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        texts.forEach(text -> bytes.writeBytes(framed(TEXT, text.getBytes(StandardCharsets.UTF_8))));
        return new Frame(bytes.toByteArray(), texts.size(), null);
    }

    /** A message that a newer one with the same key makes needless. */
    public static Frame latest(String text, String key) {
        return new Frame(framed(TEXT, text.getBytes(StandardCharsets.UTF_8)), key);
    }

    /** A message of bytes that has to arrive. */
    public static Frame binary(byte[] message) {
        return new Frame(framed(BINARY, message), null);
    }

    /**
     * Text as it is, for a wire that is no WebSocket.
     *
     * @param key if there is one, a newer frame with the same key makes this one needless
     */
    public static Frame plain(String text, @Nullable String key) {
        return new Frame(text.getBytes(StandardCharsets.UTF_8), key);
    }

    public static Frame pong(byte[] payload) {
        return new Frame(framed(PONG, payload), null);
    }

    /** @param reason cut to what a control frame can hold */
    public static Frame close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(text.length, MAX_CONTROL - Short.BYTES);
        byte[] payload = new byte[Short.BYTES + length];
        payload[0] = (byte) (code >>> Byte.SIZE);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, Short.BYTES, length);
        return new Frame(framed(CLOSE, payload), null);
    }

    /** The goodbye without a code. */
    public static Frame emptyClose() {
        return new Frame(framed(CLOSE, new byte[0]), null);
    }

    /** What it is the newest value of, if it is one that may be overtaken. */
    public @Nullable String key() {
        return key;
    }

    /** How many messages it is to its recipient. */
    int messages() {
        return messages;
    }

    /** Its length on the wire in bytes. */
    public int length() {
        return bytes.length;
    }

    /** For one recipient. */
    public ByteBuf buffer() {
        return Unpooled.wrappedBuffer(bytes);
    }

    /** A copy, for a connection that is not part of the feed. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Appends it to a buffer that many recipients share. */
    public void appendTo(ByteBuf buffer) {
        buffer.writeBytes(bytes);
    }

    private static byte[] framed(int opcode, byte[] payload) {
        int length = payload.length;
        int header = length <= MAX_CONTROL ? 2 : length <= MAX_SHORT ? 4 : 10;
        byte[] frame = new byte[header + length];
        frame[0] = (byte) (FIN | opcode);
        if (header == 2) {
            frame[1] = (byte) length;
        } else {
            frame[1] = (byte) (header == 4 ? 126 : 127);
            for (int i = header - 1, rest = length; i >= 2; i--, rest >>>= Byte.SIZE) {
                frame[i] = (byte) rest;
            }
        }
        System.arraycopy(payload, 0, frame, header, length);
        return frame;
    }
}
