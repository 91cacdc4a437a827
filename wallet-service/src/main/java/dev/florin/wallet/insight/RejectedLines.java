package dev.florin.wallet.insight;

import dev.florin.common.problem.LineRange;
import java.util.AbstractCollection;
import java.util.BitSet;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Which lines of a file are not taken in, as the fewest ranges without one that is: blank lines, and the further lines
 * of a record, belong to none. Keeps two bits a line, however the bad ones lie; ranges are made while they are read.
 */
final class RejectedLines extends AbstractCollection<LineRange> {
    private static final int NONE = -1;

    private final BitSet good = new BitSet();
    private final BitSet bad = new BitSet();

    void isGood(int line) {
        good.set(line);
    }

    void isBad(int line) {
        bad.set(line);
    }

    @Override
    public Iterator<LineRange> iterator() {
        return new Iterator<>() {
            private int from = bad.nextSetBit(0);

            @Override
            public boolean hasNext() {
                return from != NONE;
            }

            @Override
            public LineRange next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                int nextGood = good.nextSetBit(from);
                int end = nextGood == NONE ? bad.length() : nextGood;
                LineRange range = new LineRange(from, bad.previousSetBit(end - 1));
                from = bad.nextSetBit(end);
                return range;
            }
        };
    }

    /** Counts them, one by one. */
    @Override
    public int size() {
        int size = 0;
        for (LineRange _ : this) {
            size++;
        }
        return size;
    }

    @Override
    public boolean isEmpty() {
        return bad.isEmpty();
    }
}
