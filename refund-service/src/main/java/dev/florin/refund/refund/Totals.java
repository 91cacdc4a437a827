package dev.florin.refund.refund;

import java.math.BigInteger;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** @param byCurrency sums in minor units of each */
public record Totals(long count, Map<String, BigInteger> byCurrency) {
    public Totals {
        byCurrency = Collections.unmodifiableMap(new TreeMap<>(byCurrency));
    }

    /** All of it in one number, as seed 000 has it: it says something as long as there is one currency only. */
    public BigInteger sum() {
        return byCurrency.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
    }
}
