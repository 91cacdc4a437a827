package dev.florin.wallet.ledger;

import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;

/**
 * What was spent from a wallet on a day and in its month, in minor units. Days begin at midnight UTC. What is given
 * back is taken out again, as long as it is about this day or this month.
 */
public record Spending(LocalDate day, BigInteger today, BigInteger thisMonth) {
    public static final Spending NOTHING = new Spending(LocalDate.EPOCH, BigInteger.ZERO, BigInteger.ZERO);

    /** As it stands at this time: a new day and a new month begin with nothing. */
    public Spending at(Instant now) {
        LocalDate date = LocalDate.ofInstant(now, ZoneOffset.UTC);
        if (date.equals(day)) {
            return this;
        }
        boolean sameMonth = YearMonth.from(date).equals(YearMonth.from(day));
        return new Spending(date, BigInteger.ZERO, sameMonth ? thisMonth : BigInteger.ZERO);
    }

    /** With this much more; an amount of zero leaves it as it is. */
    Spending plus(BigInteger amount, Instant now) {
        if (amount.signum() == 0) {
            return this;
        }
        Spending current = at(now);
        return new Spending(current.day, current.today.add(amount), current.thisMonth.add(amount));
    }

    /** Without this much, which was spent at that time. */
    Spending minus(BigInteger amount, Instant spentAt) {
        return plusOf(amount.negate(), spentAt);
    }

    /** With this much, which was spent at that time: what is of another month does not count. */
    Spending plusOf(BigInteger amount, Instant spentAt) {
        LocalDate date = LocalDate.ofInstant(spentAt, ZoneOffset.UTC);
        if (!YearMonth.from(date).equals(YearMonth.from(day))) {
            return this;
        }
        BigInteger ofToday = date.equals(day) ? amount : BigInteger.ZERO;
        return new Spending(
                day,
                today.add(ofToday).max(BigInteger.ZERO),
                thisMonth.add(amount).max(BigInteger.ZERO));
    }
}
