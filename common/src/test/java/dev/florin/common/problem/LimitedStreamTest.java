package dev.florin.common.problem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class LimitedStreamTest {
    private static final int LIMIT = 3 * 1024 * 1024;

    private static InputStream stream(int length) {
        return new LimitedStream(new ByteArrayInputStream(new byte[length]), LIMIT);
    }

    @Test
    void asMuchAsIsAllowedPasses() throws IOException {
        assertArrayEquals(new byte[LIMIT], stream(LIMIT).readAllBytes());
        try (InputStream slow = stream(LIMIT)) {
            assertEquals(LIMIT - 1, slow.skip(LIMIT - 1));
            assertEquals(0, slow.read());
            assertEquals(-1, slow.read());
        }
    }

    @Test
    void oneByteMoreIsRefusedHoweverItIsRead() throws IOException {
        FlorinException refusal = assertThrows(FlorinException.class, stream(LIMIT + 1)::readAllBytes);
        assertEquals(ProblemType.PAYLOAD_TOO_LARGE, refusal.type());
        assertEquals("The body is larger than 3 MiB.", refusal.getMessage());
        try (InputStream slow = stream(LIMIT + 1)) {
            slow.skipNBytes(LIMIT);
            assertThrows(FlorinException.class, slow::read);
        }
        try (InputStream skipped = stream(LIMIT + 1)) {
            assertThrows(FlorinException.class, () -> skipped.skip(LIMIT + 1));
        }
    }
}
