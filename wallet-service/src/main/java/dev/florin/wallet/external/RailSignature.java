package dev.florin.wallet.external;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The signature of a callback: {@code sha256=} and the HMAC-SHA256 over its raw body, in hex. */
final class RailSignature {
    private static final String PREFIX = "sha256=";
    private static final String ALGORITHM = "HmacSHA256";

    private RailSignature() {}

    /** Whether it was made with one of the secrets; takes as long for a good one as for a bad one. */
    static boolean isValid(@Nullable String header, byte[] body, List<String> secrets) {
        byte[] signature = bytes(header);
        boolean valid = false;
        for (String secret : secrets) {
            valid |= MessageDigest.isEqual(hmac(body, secret), signature);
        }
        return valid;
    }

    /** How the holder of a secret signs. */
    static String of(byte[] body, String secret) {
        return PREFIX + HexFormat.of().formatHex(hmac(body, secret));
    }

    private static byte[] bytes(@Nullable String header) {
        if (header == null || !header.startsWith(PREFIX)) {
            return new byte[0];
        }
        try {
            return HexFormat.of().parseHex(header.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static byte[] hmac(byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }
}
