package dev.florin.escrow.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookSecretsTest {
    @Test
    void withoutASecretNothingIsOpen() {
        WebhookSecrets none = new WebhookSecrets(List.of());
        assertEquals(
                ProblemType.NOT_FOUND,
                assertThrows(FlorinException.class, none::requireOpen).type());
    }

    @Test
    void aSecretThatCanBeGuessedIsRefused() {
        String secret = "x".repeat(32);
        assertEquals("2 secrets", new WebhookSecrets(List.of(secret, secret)).toString());
        assertThrows(IllegalArgumentException.class, () -> new WebhookSecrets(List.of(secret, "x".repeat(31))));
    }
}
