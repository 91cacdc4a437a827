package dev.florin.common.id;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Makes ids. */
public final class Ids {
    private static final long VERSION_MASK = 0xFFFFFFFFFFFF0FFFL;
    private static final long VERSION_8 = 0x8000L;
    private static final long VARIANT_MASK = 0x3FFFFFFFFFFFFFFFL;
    private static final long VARIANT = 0x8000000000000000L;

    private Ids() {}

    /** The generator is made on first use: a native image must not carry its state from build time. */
    private static final class Fresh {
        static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();
    }

    /** A new id that sorts by the time of its making (UUIDv7). */
    public static UUID fresh() {
        return Fresh.GENERATOR.generate();
    }

    /**
     * The id that belongs to these words, always the same one (UUIDv8 over SHA-256). Whoever knows the words can make
     * it: it identifies, it does not authorise.
     */
    public static UUID derived(String... words) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String word : words) {
                byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
                // With its length in front, no two lists of words run together to the same bytes.
                digest.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
                digest.update(bytes);
            }
            ByteBuffer hash = ByteBuffer.wrap(digest.digest());
            return new UUID((hash.getLong() & VERSION_MASK) | VERSION_8, (hash.getLong() & VARIANT_MASK) | VARIANT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
