package dev.florin.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void startsWithTheHeadAndTheSections() {
        String text = Report.updated(
                null, "# Head\n", Map.of(Part.FAN_OUT, "## (d) Fan-out\n\nnew\n", Part.LEDGER, "## (a) Ledger\n"));
        assertEquals("# Head\n\n## (a) Ledger\n\n## (d) Fan-out\n\nnew\n", text);
    }

    @Test
    void replacesOnlyWhatWasMeasuredAndKeepsWhatPeopleWrote() {
        String old = """
                # Old head

                ## (a) Ledger

                old figures

                ## (d) Fan-out

                figures of last week

                ## What limits what

                The disk.

                ### In detail

                Its flushes.
                """;
        String text = Report.updated(old, "# Head", Map.of(Part.LEDGER, "## (a) Ledger\n\nnew figures"));
        assertEquals("""
                # Head

                ## (a) Ledger

                new figures

                ## (d) Fan-out

                figures of last week

                ## What limits what

                The disk.

                ### In detail

                Its flushes.
                """, text);
    }

    @Test
    void aSectionIsATable() {
        Section section = new Section(Part.INGEST);
        section.add(Row.of("rows", 12_345.6, "/s", "idle"));
        section.note("Nobody listens.");
        assertEquals("""
                ## (e) Ingest

                Today.

                | figure | value | details | × yardstick | target | machine meanwhile |
                |---|---:|---|---:|---|---|
                | rows | 12,346 /s |  |  |  | idle |

                - Nobody listens.
                """, section.markdown("Today."));
    }
}
