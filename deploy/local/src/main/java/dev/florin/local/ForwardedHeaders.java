package dev.florin.local;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the gateway tells a service about the caller. A caller could write these headers too, so its own are dropped,
 * unless the gateway stands behind another proxy that is trusted.
 */
final class ForwardedHeaders {
    private static final String FOR = "x-forwarded-for";
    private static final String PREFIX = "x-forwarded-";

    private ForwardedHeaders() {}

    /** Whether a header says something about who stands before this hop, and so must not pass unseen. */
    static boolean isForwarding(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return name.startsWith(PREFIX) || name.equals("forwarded") || name.equals("x-real-ip");
    }

    /**
     * The headers to set, in lower case.
     *
     * @param received the caller's own forwarding headers, in lower case
     * @param callerAddress the address at the other end of the connection
     * @param host the caller's {@code Host}
     * @param trusted whether {@code received} may be believed
     */
    static Map<String, String> of(
            Map<String, String> received, String callerAddress, String scheme, String host, boolean trusted) {
        Map<String, String> headers = new TreeMap<>();
        headers.put(FOR, callerAddress);
        headers.put("x-forwarded-proto", scheme);
        headers.put("x-forwarded-host", host);
        if (trusted) {
            received.forEach((name, value) -> {
                if (name.startsWith(PREFIX)) {
                    headers.put(name, name.equals(FOR) ? value + ", " + callerAddress : value);
                }
            });
        }
        return headers;
    }
}
