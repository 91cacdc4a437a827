package dev.florin.escrow.redpacket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareSplitterTest {
    private final ShareSplitter splitter = new ShareSplitter(new Random(17));

    private List<BigInteger> cut(RedPacket.Mode mode, long total, int parts) {
        return splitter.cut(mode, BigInteger.valueOf(total), parts);
    }

    private static BigInteger sum(List<BigInteger> shares) {
        return shares.stream().reduce(BigInteger.ZERO, BigInteger::add);
    }

    @Test
    void equalSharesDifferByAtMostOneUnit() {
        assertEquals(
                List.of(BigInteger.valueOf(4), BigInteger.valueOf(3), BigInteger.valueOf(3)),
                cut(RedPacket.Mode.EQUAL, 10, 3));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "10, 10", "11, 10", "15, 10", "19, 10", "1000, 7", "1000000, 10000", "10000, 9999"})
    void everyShareIsSomethingAndTheSumIsExact(long total, int parts) {
        for (RedPacket.Mode mode : RedPacket.Mode.values()) {
            for (int round = 0; round < 20; round++) {
                List<BigInteger> shares = cut(mode, total, parts);
                assertEquals(parts, shares.size());
                assertEquals(BigInteger.valueOf(total), sum(shares));
                assertTrue(shares.stream().allMatch(share -> share.signum() > 0), shares.toString());
            }
        }
    }

    @Test
    void takesAsManyDigitsAsAnAmountHas() {
        BigInteger total = BigInteger.TEN.pow(38).subtract(BigInteger.ONE);
        assertEquals(total, sum(splitter.cut(RedPacket.Mode.RANDOM, total, 1000)));
    }

    @Test
    void lessThanAUnitForEachIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> cut(RedPacket.Mode.RANDOM, 9, 10));
        assertThrows(IllegalArgumentException.class, () -> cut(RedPacket.Mode.EQUAL, 9, 0));
    }

    /** The mean of every place is a tenth; five standard errors are allowed, and the seed is fixed. */
    @ParameterizedTest
    @CsvSource({"10000, 25", "14, 0.05"})
    void randomSharesAreFairWhereverOneStands(long total, double allowed) {
        int rounds = 20_000;
        long[] sums = new long[10];
        for (int round = 0; round < rounds; round++) {
            List<BigInteger> shares = cut(RedPacket.Mode.RANDOM, total, 10);
            for (int place = 0; place < 10; place++) {
                sums[place] += shares.get(place).longValueExact();
            }
        }
        for (long sum : sums) {
            assertEquals(total / 10.0, (double) sum / rounds, allowed);
        }
    }

    /**
     * Up to twice the average, evenly: of two shares each amount is as likely as any other. The statistic is chi-square
     * with nine degrees of freedom, which exceeds 27.88 once in a thousand; the seed is fixed.
     */
    @Test
    void eachAmountIsAsLikelyForOneOfTwo() {
        int rounds = 20_000;
        int amounts = 10;
        for (int place = 0; place < 2; place++) {
            long[] counts = new long[amounts];
            for (int round = 0; round < rounds; round++) {
                List<BigInteger> shares = cut(RedPacket.Mode.RANDOM, amounts + 1L, 2);
                counts[shares.get(place).intValueExact() - 1]++;
            }
            double expected = (double) rounds / amounts;
            double chiSquare = 0;
            for (long count : counts) {
                chiSquare += (count - expected) * (count - expected) / expected;
            }
            assertTrue(chiSquare < 27.88, "chi-square is " + chiSquare);
        }
    }

    @Test
    void randomSharesDiffer() {
        List<BigInteger> shares = cut(RedPacket.Mode.RANDOM, 100_000, 100);
        assertTrue(shares.stream().distinct().count() > 50, shares.toString());
        BigInteger most = shares.stream().max(BigInteger::compareTo).orElseThrow();
        assertTrue(most.compareTo(BigInteger.valueOf(1500)) > 0, shares.toString());
    }
}
