package dev.florin.wallet.insight;

import dev.florin.common.problem.LineRange;
import java.util.Collection;
import java.util.List;

/**
 * What became of a bank statement; each line counts in one of the four.
 *
 * @param lines movements in the file, without blank lines and headers
 * @param added that were not known; 0 if the same file comes again
 * @param updated that were known as pending, and have changed or are booked now
 * @param unchanged that were known
 * @param rejected that cannot be taken in
 * @param faults why, of the first of those
 * @param rejectedLines all of those by number, as ranges in which nothing was taken in
 */
public record ImportView(
        int lines,
        int added,
        int updated,
        int unchanged,
        int rejected,
        List<Fault> faults,
        Collection<LineRange> rejectedLines) {
    /**
     * Why a line is not taken in.
     *
     * @param line of the CSV file, or number of the camt.053 entry; from 1
     */
    public record Fault(int line, String reason) {}
}
