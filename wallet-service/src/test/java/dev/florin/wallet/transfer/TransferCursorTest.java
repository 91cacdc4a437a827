package dev.florin.wallet.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.Some;
import dev.florin.wallet.ledger.Transfer;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransferCursorTest {
    private static final UUID WALLET = Some.id(1);
    private static final UUID OTHER = Some.id(2);
    private static final Instant LATER = Some.INSTANT.plusSeconds(5);

    private static Transfer transfer(Transfer.Outcome outcome, Instant at) {
        return new Transfer(Some.order(Some.id(9), WALLET, OTHER, Some.usd(1)), outcome, null, at);
    }

    private static TransferCursor.Moved moved(UUID wallet, long debitSeq, long creditSeq) {
        return new TransferCursor.Moved(
                wallet,
                transfer(
                        new Transfer.Posted(
                                new Transfer.Posting(debitSeq, BigInteger.ZERO),
                                new Transfer.Posting(creditSeq, BigInteger.ONE)),
                        LATER));
    }

    private static String encoded(String plain) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void eachListGoesOnAfterItsLastOne() {
        TransferCursor.Refused refused = new TransferCursor.Refused(
                transfer(new Transfer.Refused(ProblemType.INSUFFICIENT_FUNDS), Some.INSTANT));
        TransferCursor cursor = TransferCursor.of(null)
                .after(List.of(moved(WALLET, 8, 3), moved(WALLET, 7, 2), moved(OTHER, 6, 1), refused));
        assertEquals(7, cursor.belowSeq(WALLET));
        assertEquals(1, cursor.belowSeq(OTHER));
        assertEquals(Long.MAX_VALUE, cursor.belowSeq(Some.id(3)));
        assertEquals(new TimeCursor(Some.INSTANT, Some.id(9)), cursor.refused());
        assertEquals(TimeCursor.of(null), cursor.scheduled());
        assertEquals(cursor, TransferCursor.of(cursor.text()));
    }

    @Test
    void oneThatWasGivenOutBeforeThereWereOtherListsIsRead() {
        TransferCursor cursor = TransferCursor.of(encoded(WALLET + "=7," + OTHER + "=1"));
        assertEquals(7, cursor.belowSeq(WALLET));
        assertEquals(1, cursor.belowSeq(OTHER));
        assertEquals(TimeCursor.of(null), cursor.refused());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "refused", "refused=", "scheduled=x", "wallet=1", "019c1337-0000-7000-8000-000000000001=x"})
    void anythingElseIsRefused(String plain) {
        assertEquals(
                ProblemType.INVALID_REQUEST,
                assertThrows(FlorinException.class, () -> TransferCursor.of(encoded(plain)))
                        .type());
    }
}
