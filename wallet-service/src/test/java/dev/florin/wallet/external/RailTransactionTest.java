package dev.florin.wallet.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.problem.FlorinException;
import dev.florin.wallet.Some;
import dev.florin.wallet.external.RailTransaction.Failure;
import dev.florin.wallet.external.RailTransaction.Kind;
import dev.florin.wallet.external.RailTransaction.State;
import dev.florin.wallet.external.RailTransaction.Status;
import dev.florin.wallet.external.RailTransaction.Verdict;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rail's word does, and when it is one. */
class RailTransactionTest {
    private static RailTransaction transaction(Kind kind, State state, @Nullable String failure, int attempt) {
        return new RailTransaction(
                Some.id(1),
                kind,
                "alice",
                Some.id(2),
                Some.usd(1_250),
                "chain",
                null,
                state,
                null,
                failure == null ? null : new Failure(failure, Some.INSTANT),
                attempt,
                null,
                Some.INSTANT,
                null);
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Apply _ -> "apply";
            case Verdict.Ignore _ -> "ignore";
            case Verdict.Keep _ -> "keep";
        };
    }

    @ParameterizedTest
    @CsvSource({
        // state,    failure, pending, confirmed, finalized, failed
        "INITIATED,  ,         apply,   apply,     apply,     apply",
        "PENDING,    ,         ignore,  apply,     apply,     apply",
        "CONFIRMED,  ,         ignore,  ignore,    apply,     apply",
        "FINALIZED,  ,         ignore,  ignore,    ignore,    keep",
        "FAILED,     rejected, ignore,  ignore,    apply,     ignore",
        "FAILED,     lapsed,   keep,    keep,      apply,     ignore",
        "REFUNDED,   rejected, ignore,  ignore,    keep,      ignore"
    })
    void reportsComeInAnyOrder(
            State state, @Nullable String failure, String pending, String confirmed, String finalized, String failed) {
        for (Kind kind : Kind.values()) {
            RailTransaction transaction = transaction(kind, state, failure, 1);
            assertEquals(pending, word(transaction.verdict(Status.PENDING)));
            assertEquals(confirmed, word(transaction.verdict(Status.CONFIRMED)));
            assertEquals(finalized, word(transaction.verdict(Status.FINALIZED)));
            assertEquals(failed, word(transaction.verdict(Status.FAILED)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DEPOSIT,    FINALIZED, ,      ,    keep",
        "DEPOSIT,    FINALIZED, 12.5,  USD, apply",
        "DEPOSIT,    FINALIZED, 12.51, USD, keep",
        "DEPOSIT,    FINALIZED, 12.5,  EUR, keep",
        "DEPOSIT,    FINALIZED, 12.5,  ,    keep",
        "DEPOSIT,    PENDING,   ,      ,    apply",
        "DEPOSIT,    PENDING,   1,     USD, keep",
        "WITHDRAWAL, FINALIZED, ,      ,    apply",
        "WITHDRAWAL, FINALIZED, 12.50, USD, apply",
        "WITHDRAWAL, FINALIZED, 12,    USD, keep"
    })
    void whatMovedHasToBeWhatWasAgreedOn(
            Kind kind, Status status, @Nullable BigDecimal amount, @Nullable String currency, String verdict) {
        RailReport report =
                new RailReport("e", Some.INSTANT, Some.id(1).toString(), status, null, amount, currency, null);
        assertEquals(verdict, word(report.verdictOn(transaction(kind, State.INITIATED, null, 1))));
    }

    @ParameterizedTest
    @EnumSource
    void onlyAFailedWithdrawalIsDue(State state) {
        assertEquals(
                state == State.FAILED,
                transaction(Kind.WITHDRAWAL, state, "x", 1).isDue());
        assertFalse(transaction(Kind.DEPOSIT, state, "x", 1).isDue());
    }

    @Test
    void everyAttemptHasItsOwnTransfer() {
        assertEquals(
                transaction(Kind.DEPOSIT, State.PENDING, null, 1).nextTransfer(),
                transaction(Kind.DEPOSIT, State.CONFIRMED, null, 1).nextTransfer());
        assertNotEquals(
                transaction(Kind.DEPOSIT, State.PENDING, null, 1).nextTransfer(),
                transaction(Kind.DEPOSIT, State.PENDING, null, 2).nextTransfer());
    }

    /** RFC 4231, test case 2. */
    @Test
    void theSignatureIsHmacSha256() {
        byte[] body = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);
        String signature = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assertEquals(signature, RailSignature.of(body, "Jefe"));
        assertTrue(RailSignature.isValid(signature, body, List.of("other", "Jefe")));
        assertTrue(RailSignature.isValid(signature, body, List.of("Jefe", "other")));
        assertFalse(RailSignature.isValid(signature, body, List.of("other")));
        assertFalse(RailSignature.isValid(signature, body, List.of()));
        assertFalse(RailSignature.isValid(signature, new byte[0], List.of("Jefe")));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "sha256=",
                "sha256=5bdcc1",
                "sha256=zz",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                "sha512=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3844"
            })
    void thisIsNoSignature(@Nullable String header) {
        byte[] body = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);
        assertFalse(RailSignature.isValid(header, body, List.of("Jefe")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"event_id\":\"e\"}",
                "{\"event_id\":\"e\",\"sent_at\":\"yesterday\",\"transaction_id\":\"t\",\"status\":\"pending\"}",
                "{\"event_id\":\"e\",\"sent_at\":\"2026-01-31T09:30:00Z\",\"transaction_id\":\"t\",\"status\":\"refunded\"}",
                "{\"event_id\":\" \",\"sent_at\":\"2026-01-31T09:30:00Z\",\"transaction_id\":\"t\",\"status\":\"failed\"}"
            })
    void thisIsNoReport(String body) {
        assertThrows(FlorinException.class, () -> RailReport.read(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aRailMaySayMoreThanWeKnow() {
        RailReport report = RailReport.read("""
                {"event_id":"e","sent_at":"2026-01-31T09:30:00.120Z","transaction_id":"t","status":"finalized","block":7}
                """.getBytes(StandardCharsets.UTF_8));
        assertEquals(Status.FINALIZED, report.status());
        assertEquals(Some.INSTANT, report.sentAt());
        assertTrue(report.transaction().isEmpty());
    }

    @Test
    void aShortSecretIsNone() {
        assertThrows(IllegalArgumentException.class, () -> new ChainRail(List.of("x".repeat(31)), null));
        assertTrue(new ChainRail(List.of("x".repeat(32)), null).isOpen());
        assertFalse(new ChainRail(List.of(), null).isOpen());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReportedIsAState(Status status) {
        assertTrue(Set.of(State.PENDING, State.CONFIRMED, State.FINALIZED, State.FAILED)
                .contains(status.to()));
        assertEquals(status.name(), status.to().name());
    }
}
