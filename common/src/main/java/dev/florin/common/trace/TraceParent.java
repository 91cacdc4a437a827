package dev.florin.common.trace;

import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a piece of work belongs, as the {@code traceparent} header says it (W3C Trace Context, version 00).
 *
 * @param traceId 32 lower-case hex digits
 * @param spanId 16 lower-case hex digits
 * @param sampled whether somebody upstream records this trace
 */
public record TraceParent(String traceId, String spanId, boolean sampled) {
    private static final Pattern FORMAT = Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    /** Starts a trace of its own. */
    public static TraceParent start() {
        return new TraceParent(hex() + hex(), hex(), false);
    }

    /** The trace of this header, or a new one if there is none or it is malformed, as the specification asks. */
    public static TraceParent continued(@Nullable String header) {
        TraceParent read = header == null ? null : read(header);
        return read == null ? start() : read;
    }

    /** Null if it is malformed. */
    static @Nullable TraceParent read(String header) {
        if (!FORMAT.matcher(header).matches()) {
            return null;
        }
        boolean sampled = (HexFormat.fromHexDigits(header, 53, 55) & 1) == 1;
        return new TraceParent(header.substring(3, 35), header.substring(36, 52), sampled);
    }

    /** The trace id as the 128 bits that it is. */
    public UUID asUuid() {
        return new UUID(HexFormat.fromHexDigitsToLong(traceId, 0, 16), HexFormat.fromHexDigitsToLong(traceId, 16, 32));
    }

    /** The trace id of these 128 bits, in its own spelling. */
    public static String traceId(UUID bits) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(bits.getMostSignificantBits()) + hex.toHexDigits(bits.getLeastSignificantBits());
    }

    /** The header for the next hop. */
    @Override
    public String toString() {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }

    private static String hex() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
    }
}
