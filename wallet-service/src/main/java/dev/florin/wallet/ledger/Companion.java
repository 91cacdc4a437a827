package dev.florin.wallet.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of another feature that is stored in the same commit as the operations of a command: exactly if these happen
 * now, and are neither refused nor repeats.
 *
 * @param values one per column, in their order
 */
public record Companion(Statement statement, List<@Nullable Object> values) {
    public Companion {
        if (values.size() != statement.columnTypes().size()) {
            throw new IllegalArgumentException("a value for each column");
        }
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    /**
     * Stores all rows of a commit at once: its first parameter is the time of the commit, and after it comes an array
     * for each column. It must not fail because of what is there already: that would refuse the movement.
     */
    public record Statement(String sql, List<String> columnTypes) {
        public Statement {
            columnTypes = List.copyOf(columnTypes);
        }
    }
}
