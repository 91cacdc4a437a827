package dev.florin.common.refund;

import dev.florin.common.api.refund.Refund;
import dev.florin.common.api.refund.RefundBatch;
import dev.florin.common.api.refund.Refundable;
import dev.florin.common.api.refund.Refunded;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.page.TimePage;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.trace.TraceLog;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Everything that is due back, whatever it was. */
@Singleton
public class RefundableService {
    private static final Logger LOG = Logger.getLogger(RefundableService.class);

    private final Map<String, RefundableSource> sources;
    private final RefundLatencyService latencies;
    private final Clock clock;

    RefundableService(@All List<RefundableSource> sources, RefundLatencyService latencies, Clock clock) {
        this.sources =
                sources.stream().collect(Collectors.toUnmodifiableMap(RefundableSource::kind, Function.identity()));
        this.latencies = latencies;
        this.sources.keySet().forEach(latencies::show);
        this.clock = clock;
    }

    /** What is due, oldest first; {@code null} means from the beginning, and by now. */
    public List<Refundable> due(@Nullable Instant dueAfter, @Nullable Instant dueBefore, int limit) {
        Instant from = dueAfter == null ? Instant.EPOCH : dueAfter;
        Instant by = dueBefore == null ? clock.instant() : dueBefore;
        return sources.values().stream()
                .flatMap(source -> source.due(from, by, limit).stream())
                .sorted(Comparator.comparing(Refundable::dueAt).thenComparing(Refundable::id))
                .limit(limit)
                .toList();
    }

    /**
     * What was given back, oldest first, whatever it was. A commit can come a moment later than its time says: whoever
     * has to see all of it reads on from a little before.
     */
    public Refunded.Page refunded(TimeCursor after, int limit) {
        // Ids in the order in which the database has them: as bytes, not as signed numbers.
        List<Refunded> found = sources.values().stream()
                .flatMap(source -> source.refunded(after, limit + 1).stream())
                .sorted(Comparator.comparing(Refunded::refundedAt)
                        .thenComparing(refunded -> refunded.id().toString()))
                .limit(limit + 1L)
                .toList();
        TimePage<Refunded> page =
                TimePage.of(found, limit, refunded -> new TimeCursor(refunded.refundedAt(), refunded.id()));
        return new Refunded.Page(page.items(), page.nextCursor());
    }

    /** Gives one thing's money back, as {@link RefundableSource#giveBack}. */
    public Refund refund(String kind, RefundableSource.Order order) {
        RefundableSource source = sources.get(kind);
        if (source == null) {
            throw nothingOfThisKind();
        }
        RefundableSource.Given given = source.giveBack(order);
        note(given);
        return given.refund();
    }

    /**
     * Gives back the money of several things of any kinds, as {@link RefundableSource#giveBackAll}.
     *
     * @param orders in which each names its trace
     * @return one result per order, in their order
     */
    public List<RefundBatch.RefundResult> refund(List<RefundBatch.RefundOrder> orders) {
        RefundBatch.RefundResult[] results = new RefundBatch.RefundResult[orders.size()];
        IntStream.range(0, orders.size())
                .boxed()
                .collect(Collectors.groupingBy(i -> orders.get(i).kind()))
                .forEach((kind, places) -> {
                    List<RefundBatch.RefundOrder> alike =
                            places.stream().map(orders::get).toList();
                    List<RefundableSource.Result> ofThem = giveBackAll(kind, alike);
                    for (int i = 0; i < places.size(); i++) {
                        results[places.get(i)] = result(alike.get(i), ofThem.get(i));
                    }
                });
        return List.of(results);
    }

    private List<RefundableSource.Result> giveBackAll(String kind, List<RefundBatch.RefundOrder> orders) {
        RefundableSource source = sources.get(kind);
        return source == null
                ? Collections.nCopies(orders.size(), new RefundableSource.Refused(nothingOfThisKind()))
                : source.giveBackAll(orders.stream()
                        .map(order -> new RefundableSource.Order(order.id(), order.refundId(), order.traceparent()))
                        .toList());
    }

    private RefundBatch.RefundResult result(RefundBatch.RefundOrder order, RefundableSource.Result result) {
        return switch (result) {
            case RefundableSource.Given given -> {
                TraceLog.during(order.traceparent(), () -> note(given));
                yield new RefundBatch.RefundResult(order.kind(), order.id(), 200, given.refund(), null);
            }
            case RefundableSource.Refused refused -> {
                ProblemType why = refused.why().type();
                yield new RefundBatch.RefundResult(order.kind(), order.id(), why.status(), null, why.code());
            }
        };
    }

    private void note(RefundableSource.Given given) {
        if (!given.isNew()) {
            return;
        }
        Refund refund = given.refund();
        latencies.refunded(refund.kind(), refund.dueAt(), refund.refundedAt());
        LOG.infof(
                "Refunded: User=%s, Kind=%s, Id=%s, Amount=%s %s",
                refund.userId(), refund.kind(), refund.id(), refund.amount().toPlainString(), refund.currency());
    }

    private static FlorinException nothingOfThisKind() {
        return new FlorinException(ProblemType.NOT_FOUND, "There is nothing of this kind.");
    }
}
