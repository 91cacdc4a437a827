package dev.florin.escrow.redpacket;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Cuts an amount into shares: each is at least one minor unit, and their sum is the amount.
 *
 * <p>Random shares are cut by double average: each takes up to twice what is left on average. Whole units round that
 * average down, which leaves the last ones more; the shares are therefore shuffled, so that being early or late makes
 * no difference.
 */
final class ShareSplitter {
    private final Random random;

    /** @param random what nobody can guess, unless in a test */
    ShareSplitter(Random random) {
        this.random = random;
    }

    /**
     * @param total in minor units, at least {@code parts}
     * @param parts at least 1
     */
    List<BigInteger> cut(RedPacket.Mode mode, BigInteger total, int parts) {
        if (parts < 1 || total.compareTo(BigInteger.valueOf(parts)) < 0) {
            throw new IllegalArgumentException(total + " is not enough for " + parts);
        }
        return switch (mode) {
            case EQUAL -> equal(total, parts);
            case RANDOM -> random(total, parts);
        };
    }

    private static List<BigInteger> equal(BigInteger total, int parts) {
        BigInteger[] shareAndRest = total.divideAndRemainder(BigInteger.valueOf(parts));
        int larger = shareAndRest[1].intValueExact();
        List<BigInteger> shares = new ArrayList<>(Collections.nCopies(larger, shareAndRest[0].add(BigInteger.ONE)));
        shares.addAll(Collections.nCopies(parts - larger, shareAndRest[0]));
        return List.copyOf(shares);
    }

    private List<BigInteger> random(BigInteger total, int parts) {
        List<BigInteger> shares = new ArrayList<>(parts);
        // Everybody has one unit for certain; only the rest is drawn for.
        BigInteger spare = total.subtract(BigInteger.valueOf(parts));
        for (int left = parts; left > 1; left--) {
            BigInteger drawn = upTo(spare.shiftLeft(1).divide(BigInteger.valueOf(left)));
            shares.add(drawn.add(BigInteger.ONE));
            spare = spare.subtract(drawn);
        }
        shares.add(spare.add(BigInteger.ONE));
        Collections.shuffle(shares, random);
        return List.copyOf(shares);
    }

    /** Uniform from 0 to the bound, which is one of them. */
    private BigInteger upTo(BigInteger bound) {
        BigInteger drawn = new BigInteger(bound.bitLength(), random);
        while (drawn.compareTo(bound) > 0) {
            drawn = new BigInteger(bound.bitLength(), random);
        }
        return drawn;
    }
}
