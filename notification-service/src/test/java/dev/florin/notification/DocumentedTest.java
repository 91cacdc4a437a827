package dev.florin.notification;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class DocumentedTest {
    @Test
    void whatIsNotInTheDocumentIsKeptUntilSomebodyComesBy() {
        Documented documented = Documented.fallback();
        documented.heard(Some.tree("{\"type\":\"pong\",\"timestamp\":\"2026-01-31T12:00:00.000Z\"}"));
        documented.check();
        documented.heard(Some.tree("{\"type\":\"pong\",\"timestamp\":\"noon\"}"));
        documented.heard(Some.tree("{\"type\":\"pong\",\"timestamp\":\"2026-01-31T12:00:00.000Z\"}"));
        assertThrows(AssertionError.class, documented::check);
        documented.check();
    }

    @Test
    void whatIsSaidAtAnAddressOfTestsNeedsNoDocument() {
        Documented documented = new Documented(Optional.empty());
        documented.heard(Some.tree("{}"));
        documented.check();
    }
}
