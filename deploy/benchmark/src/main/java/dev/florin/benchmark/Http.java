package dev.florin.benchmark;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** Writes requests. */
final class Http {
    private static final byte[] HOST = ascii(" HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ");
    private static final byte[] TYPE = ascii("\r\nContent-Type: ");
    private static final byte[] KEY = ascii("\r\nIdempotency-Key: ");
    private static final byte[] LENGTH = ascii("\r\nContent-Length: ");
    private static final byte[] END = ascii("\r\n\r\n");

    static final String JSON = "application/json";
    static final String EVENTS = "application/cloudevents-batch+json";

    private Http() {}

    /** @param key the Idempotency-Key, or empty */
    static ByteBuf post(String path, byte[] token, String type, String key, CharSequence body) {
        int length = ByteBufUtil.utf8Bytes(body);
        ByteBuf request = PooledByteBufAllocator.DEFAULT.directBuffer(token.length + length + 256);
        request.writeCharSequence("POST ", StandardCharsets.US_ASCII);
        request.writeCharSequence(path, StandardCharsets.US_ASCII);
        request.writeBytes(HOST).writeBytes(token).writeBytes(TYPE);
        request.writeCharSequence(type, StandardCharsets.US_ASCII);
        if (!key.isEmpty()) {
            request.writeBytes(KEY);
            request.writeCharSequence(key, StandardCharsets.US_ASCII);
        }
        request.writeBytes(LENGTH);
        request.writeCharSequence(Integer.toString(length), StandardCharsets.US_ASCII);
        request.writeBytes(END);
        ByteBufUtil.writeUtf8(request, body);
        return request;
    }

    static ByteBuf get(String path, byte[] token) {
        ByteBuf request = PooledByteBufAllocator.DEFAULT.directBuffer(token.length + path.length() + 128);
        request.writeCharSequence("GET ", StandardCharsets.US_ASCII);
        request.writeCharSequence(path, StandardCharsets.US_ASCII);
        return request.writeBytes(HOST).writeBytes(token).writeBytes(END);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
