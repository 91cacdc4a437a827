package dev.florin.escrow.escrow;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an escrow, oldest first.
 *
 * @param nextCursor the number of the last line, after which the next page begins; absent on the last page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TimelinePage(
        List<TransitionView> transitions, @Nullable String nextCursor) {
    public TimelinePage {
        transitions = List.copyOf(transitions);
    }

    /** @param found after the cursor, one more than fit if there are so many */
    static TimelinePage of(List<Transition> found, int limit) {
        boolean goesOn = found.size() > limit;
        List<Transition> page = goesOn ? found.subList(0, limit) : found;
        return new TimelinePage(
                page.stream().map(TransitionView::of).toList(),
                goesOn ? Long.toString(page.getLast().number()) : null);
    }

    /**
     * The number of the line after which a page begins; none means the start.
     *
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST}
     */
    static long after(@Nullable String cursor) {
        try {
            return cursor == null ? -1 : Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw Required.invalid("cursor", "is not one that was given out here");
        }
    }
}
