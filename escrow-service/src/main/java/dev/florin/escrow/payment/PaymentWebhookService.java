package dev.florin.escrow.payment;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Believes the payment provider as far as it can prove who it is, and stores what it says. */
@Singleton
public class PaymentWebhookService {
    private static final Logger LOG = Logger.getLogger(PaymentWebhookService.class);

    private static final int MAX_ID_LENGTH = 128;

    private final PaymentEventStore events;
    private final PaymentJob job;
    private final WebhookSecrets secrets;
    private final Clock clock;

    PaymentWebhookService(PaymentEventStore events, PaymentJob job, PaymentConfig config, Clock clock) {
        this.events = events;
        this.job = job;
        this.secrets = new WebhookSecrets(config.secrets().orElse(List.of()));
        this.clock = clock;
    }

    /** A secret that can be guessed is refused now, and not with the first webhook. */
    void start(@Observes StartupEvent event) {
        LOG.debugf("Payments from outside: %s", secrets);
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND} while there are no payments from outside */
    void requireOpen() {
        secrets.requireOpen();
    }

    /**
     * Stores a report, once; what it leads to is done from its row.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND}, {@link ProblemType#INVALID_SIGNATURE},
     *     {@link ProblemType#MALFORMED_JSON}, {@link ProblemType#INVALID_REQUEST}: nothing is stored then
     */
    void take(@Nullable String signature, @Nullable String eventId, byte[] body, String trace) {
        secrets.requireOpen();
        secrets.requireSigned(signature, body);
        String id = valid(eventId);
        PaymentReport report = PaymentReport.read(body);
        boolean isOurs = report.type().isPresent();
        long startNs = System.nanoTime();
        boolean isNew = events.add(
                id,
                report,
                isOurs ? PaymentEvent.Outcome.RECEIVED : PaymentEvent.Outcome.IGNORED,
                trace,
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        if (isNew && isOurs) {
            job.came(System.nanoTime() - startNs);
        }
        LOG.debugf("Payment event %s: Event=%s, Type=%s", isNew ? "stored" : "repeated", id, report.event());
    }

    private static String valid(@Nullable String eventId) {
        boolean fits = eventId != null
                && !eventId.isEmpty()
                && eventId.length() <= MAX_ID_LENGTH
                && eventId.chars().allMatch(c -> c > ' ' && c < 127);
        if (eventId == null || !fits) {
            throw Required.invalid("X-Razorpay-Event-Id", "has 1 to " + MAX_ID_LENGTH + " visible ASCII characters");
        }
        return eventId;
    }
}
