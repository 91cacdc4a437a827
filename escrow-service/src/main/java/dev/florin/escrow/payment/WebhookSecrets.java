package dev.florin.escrow.payment;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.security.BodySignature;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the provider's webhooks may be signed with.
 *
 * @param active none means that there are no payments from outside
 */
record WebhookSecrets(List<String> active) {
    private static final int MIN_LENGTH = 32;

    /** @throws IllegalArgumentException for one that could be guessed */
    WebhookSecrets {
        active = List.copyOf(active);
        if (active.stream().anyMatch(secret -> secret.length() < MIN_LENGTH)) {
            throw new IllegalArgumentException(
                    "each of florin.payment.secrets has at least " + MIN_LENGTH + " characters");
        }
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND} while there are no payments from outside */
    void requireOpen() {
        if (active.isEmpty()) {
            throw new FlorinException(ProblemType.NOT_FOUND, "Payments from outside are not set up here.");
        }
    }

    /** @throws FlorinException {@link ProblemType#INVALID_SIGNATURE} */
    void requireSigned(@Nullable String signature, byte[] body) {
        if (!BodySignature.isValid(signature, body, active)) {
            throw new FlorinException(
                    ProblemType.INVALID_SIGNATURE,
                    "X-Razorpay-Signature is not that of this body by any active secret.");
        }
    }

    /** Secrets stay where they are. */
    @Override
    public String toString() {
        return active.size() + " secrets";
    }
}
