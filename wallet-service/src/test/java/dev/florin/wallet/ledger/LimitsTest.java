package dev.florin.wallet.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {
    private static BigInteger minor(long amount) {
        return BigInteger.valueOf(amount);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 0, 0, ''",
        "101, 0, 0, TRANSACTION",
        "100, 200, 0, ''",
        "100, 201, 0, DAILY",
        "1, 300, 0, DAILY",
        "100, 0, 900, ''",
        "100, 0, 901, MONTHLY",
        "101, 300, 1000, TRANSACTION",
        "100, 300, 1000, DAILY"
    })
    void theFirstLimitInTheWayIsNamed(long amount, long today, long month, String kind) {
        Limits limits = new Limits(minor(100), minor(300), minor(1000));
        Spending spending = new Spending(LocalDate.EPOCH, minor(today), minor(month));
        assertEquals(
                kind,
                limits.breach(minor(amount), spending)
                        .map(breach -> breach.kind().name())
                        .orElse(""));
    }

    @Test
    void noLimitIsNoLimitAndZeroAllowsNothing() {
        Spending spending = new Spending(LocalDate.EPOCH, BigInteger.TEN.pow(37), BigInteger.TEN.pow(37));
        assertEquals(Optional.empty(), Limits.NONE.breach(BigInteger.TEN.pow(37), spending));
        assertEquals(
                Limits.Kind.DAILY,
                new Limits(null, BigInteger.ZERO, null)
                        .breach(BigInteger.ONE, Spending.NOTHING)
                        .orElseThrow()
                        .kind());
    }

    @Test
    void itsOwnStandBeforeThoseOfTheTier() {
        Limits own = new Limits(null, minor(5), null);
        Limits tier = new Limits(minor(1), minor(2), minor(3));
        assertEquals(new Limits(minor(1), minor(5), minor(3)), own.orElse(tier));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T00:00:00Z, 4, 6, 16",
        "2026-01-30T23:59:59.999Z, 4, 10, 16",
        "2025-12-31T23:59:59.999Z, 4, 10, 20",
        "2025-01-31T09:00:00Z, 4, 10, 20",
        "2026-01-31T09:00:00Z, 99, 0, 0"
    })
    void whatIsGivenBackCountsNoLongerInItsDayAndMonth(Instant spentAt, long amount, long today, long month) {
        Spending spending =
                new Spending(LocalDate.parse("2026-01-31"), minor(10), minor(20)).minus(minor(amount), spentAt);
        assertEquals(new Spending(LocalDate.parse("2026-01-31"), minor(today), minor(month)), spending);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T23:59:59.999Z, 10, 20",
        "2026-02-01T00:00:00Z, 0, 0",
        "2026-01-30T12:00:00Z, 0, 20",
        "2027-01-31T12:00:00Z, 0, 0"
    })
    void daysAndMonthsEndAtMidnightUtc(Instant now, long today, long month) {
        Spending spending = new Spending(LocalDate.parse("2026-01-31"), minor(10), minor(20)).at(now);
        assertEquals(minor(today), spending.today());
        assertEquals(minor(month), spending.thisMonth());
    }
}
