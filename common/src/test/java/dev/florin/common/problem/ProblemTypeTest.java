package dev.florin.common.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTypeTest {
    /** Codes are on the wire and in the ledger: they may be added to, in their place of precedence, never changed. */
    @Test
    void theCatalogueIsStable() {
        List<String> catalogue = Stream.of(ProblemType.values())
                .map(type -> type.status() + " " + type.code())
                .toList();
        assertEquals("""
                503 too-busy
                503 database-unavailable
                503 ledger-unavailable
                503 figures-behind
                429 rate-limited
                401 unauthenticated
                401 invalid-signature
                401 token-expired
                401 token-revoked
                403 forbidden
                405 method-not-allowed
                406 not-acceptable
                415 unsupported-media-type
                426 upgrade-required
                413 payload-too-large
                400 malformed-json
                400 invalid-request
                400 idempotency-key-missing
                400 idempotency-key-invalid
                422 unknown-asset
                422 amount-not-positive
                422 amount-too-large
                422 too-many-decimals
                422 unknown-rail
                422 same-account
                404 not-found
                404 hold-not-found
                409 idempotency-in-progress
                422 idempotency-key-reused
                422 id-reused
                422 wallet-not-found
                422 recipient-not-found
                422 account-not-found
                422 asset-mismatch
                422 wallet-frozen
                422 recipient-frozen
                409 transfer-not-cancellable
                409 transfer-cancelled
                409 hold-not-active
                409 hold-expired
                422 hold-exceeded
                409 purchase-not-open
                409 escrow-state-conflict
                422 escrow-exceeded
                409 red-packet-empty
                409 red-packet-expired
                409 red-packet-not-open
                409 refund-not-due
                409 rail-event-not-open
                409 payment-event-not-open
                409 refund-not-failed
                422 insufficient-funds
                422 balance-overflow
                422 limit-exceeded
                422 batch-refused
                422 import-refused
                422 not-a-contact
                409 members-fixed
                422 quota-exceeded
                422 unknown-event-type
                422 invalid-event
                500 internal
                """, String.join("\n", catalogue) + "\n");
        assertEquals(catalogue.size(), catalogue.stream().distinct().count());
    }

    @ParameterizedTest
    @EnumSource
    void readsItsOwnCodeBack(ProblemType type) {
        assertEquals(type, ProblemType.ofCode(type.code()));
        assertTrue(type.code().matches("[a-z]+(-[a-z]+)*"), type.code());
        assertTrue(type.status() >= 400 && type.status() < 600);
    }

    @Test
    void anUnknownCodeIsAnError() {
        assertThrows(IllegalArgumentException.class, () -> ProblemType.ofCode("no-such-code"));
    }

    @Test
    void whatMaySucceedLaterIsNeverTheCallersFault() {
        Stream.of(ProblemType.values())
                .filter(ProblemType::retryable)
                .forEach(type -> assertTrue(
                        type.status() >= 500
                                || type == ProblemType.RATE_LIMITED
                                || type == ProblemType.IDEMPOTENCY_IN_PROGRESS,
                        type.code()));
    }
}
