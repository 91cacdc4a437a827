package dev.florin.common.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The signature of a callback: the HMAC-SHA256 over its raw body, in hex. */
public final class BodySignature {
    private static final String ALGORITHM = "HmacSHA256";

    private BodySignature() {}

    /** Whether it was made with one of the secrets; takes as long for a good one as for a bad one. */
    public static boolean isValid(@Nullable String hex, byte[] body, List<String> secrets) {
        byte[] signature = bytes(hex);
        boolean valid = false;
        for (String secret : secrets) {
            valid |= MessageDigest.isEqual(hmac(body, secret), signature);
        }
        return valid;
    }

    /** How the holder of a secret signs. */
    public static String of(byte[] body, String secret) {
        return HexFormat.of().formatHex(hmac(body, secret));
    }

    private static byte[] bytes(@Nullable String hex) {
        try {
            return hex == null ? new byte[0] : HexFormat.of().parseHex(hex);
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
