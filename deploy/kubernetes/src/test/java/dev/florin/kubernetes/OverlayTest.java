package dev.florin.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OverlayTest {
    static List<String> overlays() {
        return Overlays.ALL;
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void fitsTheServices(String overlay) {
        assertEquals("", String.join("\n", Judge.findings(Overlays.manifests(overlay))));
    }
}
