package dev.florin.common.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BodySignatureTest {
    private static final byte[] BODY = "what do ya want for nothing?".getBytes(StandardCharsets.UTF_8);

    /** RFC 4231, test case 2. */
    private static final String SIGNATURE = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    @Test
    void isThatOfTheRfc() {
        assertEquals(SIGNATURE, BodySignature.of(BODY, "Jefe"));
    }

    @Test
    void anyActiveSecretWillDo() {
        assertTrue(BodySignature.isValid(SIGNATURE, BODY, List.of("other", "Jefe")));
        assertTrue(BodySignature.isValid(SIGNATURE, BODY, List.of("Jefe", "other")));
        assertFalse(BodySignature.isValid(SIGNATURE, BODY, List.of("other")));
        assertFalse(BodySignature.isValid(SIGNATURE, BODY, List.of()));
    }

    @Test
    void whatIsNoSignatureIsNotValid() {
        assertFalse(BodySignature.isValid(null, BODY, List.of("Jefe")));
        assertFalse(BodySignature.isValid("", BODY, List.of("Jefe")));
        assertFalse(BodySignature.isValid("not hex", BODY, List.of("Jefe")));
        assertFalse(BodySignature.isValid(SIGNATURE.substring(2), BODY, List.of("Jefe")));
        assertFalse(BodySignature.isValid(SIGNATURE, new byte[0], List.of("Jefe")));
    }

    /** How long it takes must not say how much of a guess is right: nothing in here compares in another way. */
    @Test
    void isComparedInConstantTime() {
        List<String> comparisons = new ClassFileImporter()
                .importClass(BodySignature.class).getMethodCallsFromSelf().stream()
                        .map(call -> call.getTarget().getFullName())
                        .filter(method -> method.matches("(?i).*(equal|compare|mismatch|contains|startsWith).*"))
                        .toList();
        assertEquals(List.of("java.security.MessageDigest.isEqual([B, [B)"), comparisons);
    }
}
