package dev.florin.benchmark;

import java.util.ArrayList;
import java.util.List;

/** The rows of one part, in the order in which they were measured. */
final class Section {
    private static final String HEAD = """
            | figure | value | details | × yardstick | target | machine meanwhile |
            |---|---:|---|---:|---|---|
            """;

    private final Part part;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Section(Part part) {
        this.part = part;
    }

    void add(Row row) {
        System.out.println("  " + row.markdown());
        rows.add(row);
    }

    /** Something that a reader of the figures has to know. */
    void note(String sentence) {
        System.out.println("  " + sentence);
        notes.add(sentence);
    }

    /** @param measured when and how */
    String markdown(String measured) {
        StringBuilder text = new StringBuilder("## " + part.title() + "\n\n" + measured + "\n\n" + HEAD);
        rows.forEach(row -> text.append(row.markdown()).append('\n'));
        if (!notes.isEmpty()) {
            text.append('\n');
            notes.forEach(note -> text.append("- ").append(note).append('\n'));
        }
        return text.toString();
    }
}
