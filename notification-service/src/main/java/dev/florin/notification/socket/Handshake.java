package dev.florin.notification.socket;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The opening handshake of RFC 6455, section 4.2. Extensions are never accepted: what is not negotiated cannot fail.
 */
final class Handshake {
    private static final String SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    /** The one version there is, {@code Sec-WebSocket-Version}. */
    static final String VERSION = "13";

    private static final int NONCE_BYTES = 16;

    private Handshake() {}

    /**
     * Checks the client's side.
     *
     * @return the {@code Sec-WebSocket-Accept} that belongs to its key
     * @throws FlorinException {@link ProblemType#UPGRADE_REQUIRED} for another version, which the answer has to name
     *     ours for (section 4.4); {@link ProblemType#INVALID_REQUEST}
     */
    static String accept(
            @Nullable String upgrade, @Nullable String connection, @Nullable String version, @Nullable String key) {
        if (upgrade == null || !"websocket".equalsIgnoreCase(upgrade.trim()) || !names(connection, "upgrade")) {
            throw refused("This address speaks WebSocket: send Upgrade: websocket.");
        }
        if (!VERSION.equals(version)) {
            throw new FlorinException(ProblemType.UPGRADE_REQUIRED, "Sec-WebSocket-Version must be " + VERSION + ".");
        }
        if (key == null || !isNonce(key)) {
            throw refused("Sec-WebSocket-Key must be 16 bytes in base64.");
        }
        return digest(key);
    }

    private static boolean names(@Nullable String list, String word) {
        return list != null
                && Arrays.stream(list.split(",", -1)).map(String::trim).anyMatch(word::equalsIgnoreCase);
    }

    private static boolean isNonce(String key) {
        try {
            return Base64.getDecoder().decode(key).length == NONCE_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String digest(String key) {
        try {
            byte[] sha1 = MessageDigest.getInstance("SHA-1").digest((key + SALT).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(sha1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FlorinException refused(String detail) {
        return new FlorinException(ProblemType.INVALID_REQUEST, detail);
    }
}
