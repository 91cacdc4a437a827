package dev.florin.wallet.alert;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** When the last few entries of a wallet were written, by their numbers. */
final class EntryTimes {
    private static final long NONE = 0;

    private final long[] seqs;
    private final long[] timesMs;

    EntryTimes(int remembered) {
        this.seqs = new long[remembered];
        this.timesMs = new long[remembered];
        Arrays.fill(seqs, NONE);
    }

    void put(long seq, Instant at) {
        int place = (int) (seq % seqs.length);
        seqs[place] = seq;
        timesMs[place] = at.toEpochMilli();
    }

    /** Empty if it is not remembered. */
    Optional<Instant> get(long seq) {
        int place = (int) (seq % seqs.length);
        return seqs[place] == seq ? Optional.of(Instant.ofEpochMilli(timesMs[place])) : Optional.empty();
    }
}
