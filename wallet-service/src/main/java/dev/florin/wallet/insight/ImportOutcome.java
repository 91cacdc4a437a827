package dev.florin.wallet.insight;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.Problem;
import dev.florin.common.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;

/** Counts what becomes of the lines of a statement, and remembers the first of those that are not taken in. */
final class ImportOutcome {
    private final int faultsNamed;
    private final List<FeedLine.Bad> faults = new ArrayList<>();
    private int lines;
    private int added;
    private int updated;
    private int rejected;

    ImportOutcome(int faultsNamed) {
        this.faultsNamed = faultsNamed;
    }

    void isGood() {
        lines++;
    }

    void isBad(FeedLine.Bad line) {
        lines++;
        rejected++;
        if (faults.size() < faultsNamed) {
            faults.add(line);
        }
    }

    void stored(FeedStore.Stored stored) {
        added += stored.added();
        updated += stored.updated();
    }

    /** @throws FlorinException {@link ProblemType#IMPORT_REFUSED} if a line is bad */
    void requireAllGood() {
        if (rejected == 0) {
            return;
        }
        throw new FlorinException(
                ProblemType.IMPORT_REFUSED,
                rejected + " of " + lines + " lines cannot be taken in; nothing was stored.",
                faults.stream()
                        .map(fault -> new Problem.FieldError("line " + fault.line(), fault.reason()))
                        .toList());
    }

    ImportView view() {
        return new ImportView(
                lines,
                added,
                updated,
                lines - added - updated - rejected,
                rejected,
                faults.stream()
                        .map(fault -> new ImportView.Fault(fault.line(), fault.reason()))
                        .toList());
    }
}
