package dev.florin.wallet.external;

import dev.florin.common.security.BodySignature;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The signature of a rail's callback: {@code sha256=} and that of its body. */
final class RailSignature {
    private static final String PREFIX = "sha256=";

    private RailSignature() {}

    /** Whether it was made with one of the secrets. */
    static boolean isValid(@Nullable String header, byte[] body, List<String> secrets) {
        return header != null
                && header.startsWith(PREFIX)
                && BodySignature.isValid(header.substring(PREFIX.length()), body, secrets);
    }

    /** How the holder of a secret signs. */
    static String of(byte[] body, String secret) {
        return PREFIX + BodySignature.of(body, secret);
    }
}
