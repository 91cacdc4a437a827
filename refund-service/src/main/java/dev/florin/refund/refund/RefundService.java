package dev.florin.refund.refund;

import dev.florin.common.api.refund.Refundable;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.outbox.RelayJob;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.trace.TraceLog;
import dev.florin.refund.source.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Refunds on their way. A refund is written down before its owner is asked, and closed after, so that a crash in
 * between leaves a row that is taken again and an owner that answers the same.
 */
@Singleton
public class RefundService {
    private static final Logger LOG = Logger.getLogger(RefundService.class);
    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9_]{0,31}");
    private static final int MAX_ANSWER_LENGTH = 500;
    private static final int MAX_COMPLAINTS = 1000;

    private final RefundStore store;
    private final RelayJob relay;
    private final RefundConfig config;
    private final Patience patience;
    private final RefundMeters meters;
    private final Clock clock;
    private final Set<String> complaints = ConcurrentHashMap.newKeySet();

    RefundService(RefundStore store, RelayJob relay, RefundConfig config, MeterRegistry metrics, Clock clock) {
        this.store = store;
        this.relay = relay;
        this.config = config;
        this.patience = new Patience(config.backOff(), config.maxBackOff(), config.maxTries());
        this.meters = new RefundMeters(metrics);
        this.clock = clock;
    }

    /** Writes down what an owner says is due. @return how many of them were not known yet */
    public int find(String source, List<Refundable> due, String traceparent) {
        // Always in one order: two replicas that find the same at the same time must not wait for each other in a ring.
        List<Refund.Thing> things = due.stream()
                .flatMap(item -> thing(source, item).stream())
                .sorted(Comparator.comparing(Refund.Thing::kind).thenComparing(Refund.Thing::id))
                .toList();
        return things.isEmpty() ? 0 : store.find(things, traceparent, clock.instant());
    }

    /** Takes up to a batch of what is next of a source; whoever else takes at the same time gets others. */
    public List<Refund> take(String source, int limit, String triggeredBy) {
        Instant now = clock.instant();
        return store.take(source, limit, triggeredBy, now, now.plus(config.lease()));
    }

    /**
     * Closes attempts with what the owner said, and tells of them in the same commit.
     *
     * @param answers one per refund
     * @return what became of the refunds, but for those that another attempt closed before
     */
    public Map<Refund, Refund.Outcome> settle(List<Refund> refunds, List<Answer> answers) {
        Instant now = clock.instant();
        List<Settled> attempts = new ArrayList<>();
        for (int i = 0; i < refunds.size(); i++) {
            Answer answer = answers.get(i);
            Refund.Outcome outcome = refunds.get(i).after(answer, patience, now, ThreadLocalRandom.current());
            attempts.add(new Settled(refunds.get(i), outcome, name(answer), abbreviated(words(answer)), now));
        }
        Set<UUID> closed = store.close(attempts);
        relay.wake();
        Map<Refund, Refund.Outcome> outcomes = new HashMap<>();
        for (Settled attempt : attempts) {
            Refund refund = attempt.refund();
            if (closed.contains(refund.id())) {
                outcomes.put(refund, attempt.outcome());
                TraceLog.during(refund.traceparent(), () -> log(refund, attempt.outcome()));
                meters.count(refund, attempt.outcome());
            } else {
                LOG.debugf("Refund %s was closed by another attempt", refund.id());
            }
        }
        return outcomes;
    }

    private static void log(Refund refund, Refund.Outcome outcome) {
        Refund.Thing thing = refund.thing();
        switch (outcome) {
            case Refund.Outcome.Completed done ->
                LOG.infof(
                        "Auto-refund processed: Kind=%s, Id=%s, Amount=%s, User=%s, Reason=%s, Refund=%s",
                        thing.kind(), thing.id(), done.given().amount(), thing.userId(), thing.reason(), refund.id());
            case Refund.Outcome.Retrying later ->
                LOG.warnf(
                        "Auto-refund waits: Kind=%s, Id=%s, Amount=%s, Attempt=%d, Next=%s, Answer=%s",
                        thing.kind(), thing.id(), thing.amount(), refund.attempts(), later.at(), later.failure());
            case Refund.Outcome.Failed failed ->
                LOG.errorf(
                        "CRITICAL: Auto-refund failed and waits for an operator: Kind=%s, Id=%s, Amount=%s, Refund=%s, Attempts=%d, Answer=%s",
                        thing.kind(), thing.id(), thing.amount(), refund.id(), refund.attempts(), failed.failure());
        }
    }

    /** What cannot be understood of one thing does not stop the others. */
    private Optional<Refund.Thing> thing(String source, Refundable item) {
        try {
            return Optional.of(valid(source, item));
        } catch (FlorinException | IllegalArgumentException e) {
            // It is listed again every second.
            if (complaints.size() < MAX_COMPLAINTS && complaints.add(source + item.kind() + item.id())) {
                LOG.errorf("CRITICAL: %s says that something is due that cannot be: %s", source, e.getMessage());
            }
            return Optional.empty();
        }
    }

    // What comes off the wire may lack anything, whatever the types say.
    @SuppressWarnings("ConstantValue")
    private static Refund.Thing valid(String source, Refundable item) {
        boolean isWhole = Stream.of(
                        item.id(),
                        item.userId(),
                        item.amount(),
                        item.currency(),
                        item.reason(),
                        item.dueAt(),
                        item.createdAt(),
                        item.claimedAmount(),
                        item.totalAmount())
                .allMatch(field -> field != null);
        if (!isWhole || item.kind() == null || !KIND.matcher(item.kind()).matches()) {
            throw new IllegalArgumentException("fields are missing of " + item.kind() + " " + item.id());
        }
        if (item.userId().isBlank()
                || item.reason().isBlank()
                || item.claimedAmount().signum() < 0
                || item.totalAmount().signum() < 0) {
            throw new IllegalArgumentException("fields are wrong of " + item.kind() + " " + item.id());
        }
        Asset asset = Asset.of(item.currency());
        return new Refund.Thing(
                source,
                item.kind(),
                item.id(),
                item.userId(),
                Money.positive(item.amount(), asset),
                Money.ofMinor(item.claimedAmount(), asset).minor(),
                Money.ofMinor(item.totalAmount(), asset).minor(),
                item.reason(),
                item.dueAt(),
                item.createdAt(),
                item.expiresAt());
    }

    private static String name(Answer answer) {
        return switch (answer) {
            case Answer.Given _ -> "given";
            case Answer.Refused _ -> "refused";
            case Answer.Unknown _ -> "unknown";
        };
    }

    private static String words(Answer answer) {
        return switch (answer) {
            case Answer.Given given -> given.amount().toString();
            case Answer.Refused refused -> refused.code();
            case Answer.Unknown unknown -> unknown.failure();
        };
    }

    private static String abbreviated(String text) {
        return text.length() <= MAX_ANSWER_LENGTH ? text : text.substring(0, MAX_ANSWER_LENGTH) + "…";
    }
}
