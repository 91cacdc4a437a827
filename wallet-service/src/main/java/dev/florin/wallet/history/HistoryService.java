package dev.florin.wallet.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What moved on the wallets of a user. */
@Singleton
public class HistoryService {
    private static final int MAX_LIMIT = 500;

    private final HistoryPageStore store;
    private final HistoryConfig config;

    HistoryService(HistoryPageStore store, HistoryConfig config) {
        this.store = store;
        this.config = config;
    }

    /**
     * Movements, newest first.
     *
     * @param total how many there are with these filters; absent on a page that a cursor asked for
     * @param nextCursor for the page after this one; absent on the last one, and on one that was skipped to
     */
    public record Detailed(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long total,

            List<TransactionView> transactions,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String nextCursor) {}

    /** Which page: so many after the ones that are skipped, or after the page of a cursor. */
    record Paging(int skip, int limit, @Nullable String cursor) {
        /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} */
        Paging {
            requireLimit(limit);
            if (skip < 0) {
                throw Required.invalid("skip", "is not below 0");
            }
            if (skip > 0 && cursor != null) {
                throw Required.invalid("skip", "does not go with a cursor");
            }
        }
    }

    static void requireLimit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Required.invalid("limit", "is between 1 and " + MAX_LIMIT);
        }
    }

    /** One page of what a user wants to see. */
    Detailed page(String user, HistoryQuery query, Paging paging) {
        if (paging.skip() > config.maxSkip()) {
            throw Required.invalid("skip", "is at most " + config.maxSkip() + "; a cursor goes further");
        }
        UnaryOperator<List<Span>> rest =
                paging.cursor() == null ? UnaryOperator.identity() : HistoryCursor.of(paging.cursor())::rest;
        HistoryPageStore.Page found = store.page(
                user,
                new HistoryPageStore.Wanted(query, paging.skip(), paging.limit() + 1, paging.cursor() == null),
                rest);
        List<Line> lines = found.lines();
        List<Line> page = lines.subList(0, Math.min(paging.limit(), lines.size()));
        boolean goesOn = lines.size() > paging.limit() && paging.skip() == 0;
        return new Detailed(
                found.total(),
                page.stream().map(Line::view).toList(),
                goesOn ? HistoryCursor.after(found.spans(), page).text() : null);
    }
}
