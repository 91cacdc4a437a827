package dev.florin.wallet.insight;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.Problem;
import dev.florin.common.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts what becomes of the lines of a statement, and remembers which are not taken in, and why the first of them are
 * not.
 */
final class ImportOutcome {
    private final int faultsNamed;
    private final List<FeedLine.Bad> faults = new ArrayList<>();
    private final RejectedLines rejectedLines = new RejectedLines();
    private int lines;
    private int added;
    private int updated;
    private int rejected;

    ImportOutcome(int faultsNamed) {
        this.faultsNamed = faultsNamed;
    }

    void isGood(FeedLine.Good line) {
        lines++;
        rejectedLines.isGood(line.line());
    }

    void isBad(FeedLine.Bad line) {
        lines++;
        rejected++;
        rejectedLines.isBad(line.line());
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
        throw FlorinException.forLines(
                ProblemType.IMPORT_REFUSED,
                rejected + " of " + lines + " lines cannot be taken in; nothing was stored.",
                faults.stream()
                        .map(fault -> new Problem.FieldError("line " + fault.line(), fault.reason()))
                        .toList(),
                rejectedLines);
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
                        .toList(),
                rejectedLines);
    }
}
