package dev.florin.escrow.unsettled;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.database.Database;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.outbox.RelayJob;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.page.TimePage;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.escrow.event.Story;
import dev.florin.escrow.event.StoryService;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Shows operators what does not come to its end, tells them of it, and has it tried again. */
@Singleton
public class UnsettledService {
    private static final Logger LOG = Logger.getLogger(UnsettledService.class);
    private static final int MAX_COUNTED = 100;

    private final List<UnsettledSource> sources;
    private final Database database;
    private final StoryService stories;
    private final RelayJob relay;
    private final UnsettledConfig config;
    private final List<String> operators;
    private final Clock clock;

    UnsettledService(
            @All List<UnsettledSource> sources,
            Database database,
            StoryService stories,
            RelayJob relay,
            UnsettledConfig config,
            @ConfigProperty(name = "florin.escrow.operators") Optional<List<String>> operators,
            MeterRegistry metrics,
            Clock clock) {
        this.sources = sources;
        this.database = database;
        this.stories = stories;
        this.relay = relay;
        this.config = config;
        this.operators = operators.orElse(List.of());
        this.clock = clock;
        Gauge.builder("escrow_unsettled", this, UnsettledService::count)
                .description("Movements of money that were tried in vain, counted up to " + MAX_COUNTED)
                .register(metrics);
    }

    /** One page, newest first; the cursor is absent on the last one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record UnsettledPage(
            List<Unsettled> unsettled, @Nullable String nextCursor) {}

    UnsettledPage unsettled(int limit, @Nullable String cursor) {
        TimeCursor after = TimeCursor.of(cursor);
        List<Unsettled> found = sources.stream()
                .flatMap(source -> source.unsettled(after, limit + 1).stream())
                .sorted(Comparator.comparing(Unsettled::since)
                        .thenComparing(one -> one.id().toString())
                        .reversed())
                .limit(limit + 1L)
                .toList();
        TimePage<Unsettled> page = TimePage.of(found, limit, one -> new TimeCursor(one.since(), one.id()));
        return new UnsettledPage(page.items(), page.nextCursor());
    }

    private int count() {
        return unsettled(MAX_COUNTED, null).unsettled().size();
    }

    /**
     * Tries one again now; 200 says that this was done, the list whether it helped.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND}; {@link ProblemType#LEDGER_UNAVAILABLE}
     */
    void retry(UUID id, String admin) {
        LOG.infof("Retried by %s: Id=%s", admin, id);
        if (sources.stream().noneMatch(source -> source.retry(id))) {
            throw new FlorinException(ProblemType.NOT_FOUND, "There is no escrow, red packet or claim of this id.");
        }
    }

    /** Tells operators once of what was tried too often, and again after a while. All of it is one alert. */
    void raise() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<Unsettled> raised = database.inTransaction(transaction -> {
            List<Unsettled> untold = untold(transaction, now);
            if (!untold.isEmpty() && !operators.isEmpty()) {
                FlorinEvent alert = new FlorinEvent.SystemAlert(words(untold), "warning");
                stories.tell(
                        transaction, new Story(Story.OPERATORS, now, null, List.of(Story.Told.of(alert, operators))));
            }
            return untold;
        });
        if (!raised.isEmpty()) {
            LOG.errorf("Unsettled: %s", words(raised));
            relay.wake();
        }
    }

    private List<Unsettled> untold(Connection transaction, Instant now) throws SQLException {
        List<Unsettled> untold = new ArrayList<>();
        for (UnsettledSource source : sources) {
            Instant since = now.minus(config.remindAfter());
            untold.addAll(source.takeUntold(transaction, config.alertAfter(), since, now, config.batch()));
        }
        untold.sort(Comparator.comparing(Unsettled::since));
        return untold;
    }

    private static String words(List<Unsettled> untold) {
        Unsettled oldest = untold.getFirst();
        return "%d movements of money do not come to an end. The oldest is %s of %s, since %s, after %d tries: %s. All are at /api/admin/escrows/unsettled."
                .formatted(
                        untold.size(),
                        oldest.action(),
                        oldest.subject(),
                        oldest.since(),
                        oldest.tries(),
                        oldest.problem());
    }
}
