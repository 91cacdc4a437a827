package dev.florin.wallet.external;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.page.TimeCursor;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What rails have reported and nobody has applied. */
@Singleton
public class RailEventService {
    private final RailEventStore store;

    RailEventService(RailEventStore store) {
        this.store = store;
    }

    /** One page, newest first; the cursor is absent on the last one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RailEventPage(
            List<UnappliedEvent> events, @Nullable String nextCursor) {}

    RailEventPage unapplied(int limit, @Nullable String cursor) {
        List<UnappliedEvent> found = store.unapplied(TimeCursor.of(cursor), limit + 1);
        List<UnappliedEvent> page = found.subList(0, Math.min(limit, found.size()));
        return new RailEventPage(
                page,
                found.size() > limit
                        ? new TimeCursor(
                                        page.getLast().receivedAt(),
                                        page.getLast().id())
                                .text()
                        : null);
    }
}
