package dev.florin.notification.channel;

import dev.florin.common.event.EventType;
import dev.florin.notification.feed.FeedMeters;
import dev.florin.notification.preference.PreferenceService;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Sends what is due. Each node takes a part for a while and holds no lock while it sends; what a node took that died is
 * taken again when that time is over, so that a message may come twice but is never lost.
 */
@Singleton
public class DeliveryJob {
    private static final Logger LOG = Logger.getLogger(DeliveryJob.class);

    private final DeliveryStore store;
    private final OpenService channels;
    private final PreferenceService preferences;
    private final OperatorsService operators;
    private final FeedMeters meters;
    private final ChannelConfig config;
    private final Clock clock;
    private final ExecutorService threads;
    private final Retry retry;
    /** A permit for each parcel on its way: who is slow holds up nobody but himself. */
    private final Semaphore room;

    DeliveryJob(
            DeliveryStore store,
            OpenService channels,
            PreferenceService preferences,
            OperatorsService operators,
            FeedMeters meters,
            ChannelConfig config,
            Clock clock,
            @VirtualThreads ExecutorService threads) {
        this.store = store;
        this.channels = channels;
        this.preferences = preferences;
        this.operators = operators;
        this.meters = meters;
        this.config = config;
        this.clock = clock;
        this.threads = threads;
        this.room = new Semaphore(config.batch());
        this.retry = new Retry(
                config.backOff(),
                config.maxBackOff(),
                config.attempts(),
                (from, to) -> ThreadLocalRandom.current().nextLong(from, to));
    }

    @Scheduled(every = "${florin.channel.every:1s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void sendDue() {
        if (channels.open().isEmpty()) {
            return;
        }
        try {
            while (sendSome()) {
                room.acquire();
                room.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether there may be more */
    private boolean sendSome() throws InterruptedException {
        int free = room.availablePermits();
        if (free == 0) {
            return false;
        }
        Instant now = clock.instant();
        Instant leaseEnd = now.plus(config.lease());
        List<Delivery.Taken> single = store.take(free, now, leaseEnd);
        // Always one: nothing that comes all the time holds the digests back.
        int users = Math.max(1, free - single.size());
        List<Delivery.Taken> digests = store.takeDigests(users, now, leaseEnd);
        for (Delivery.Parcel parcel : parcels(single, digests)) {
            room.acquire();
            threads.execute(() -> deliver(parcel));
        }
        return single.size() >= free || digests.size() >= users;
    }

    private List<Delivery.Parcel> parcels(List<Delivery.Taken> single, List<Delivery.Taken> digests) {
        Map<List<Object>, List<Delivery.Taken>> together = digests.stream()
                .collect(Collectors.groupingBy(
                        taken -> List.of(taken.key().userId(), taken.key().channel())));
        return Stream.concat(single.stream().map(List::of), together.values().stream())
                .map(this::parcel)
                .toList();
    }

    /** In the order in which things happened: the database hands rows over in any. */
    private Delivery.Parcel parcel(List<Delivery.Taken> taken) {
        List<Delivery.Taken> together = taken.stream()
                .sorted(Comparator.comparingLong(one -> one.key().seq()))
                .toList();
        Delivery.Taken first = together.getFirst();
        String userId = first.key().userId();
        return new Delivery.Parcel(userId, first.key().channel(), preferences.of(userId), first.digest(), together);
    }

    private void deliver(Delivery.Parcel parcel) {
        try {
            settle(parcel, send(parcel));
        } catch (RuntimeException e) {
            // It is taken again when the lease is over.
            LOG.error("A delivery could not be settled", e);
        } finally {
            room.release();
        }
    }

    /** What fails in a way nobody thought of is a try like others: it counts, and ends. */
    private Outcome send(Delivery.Parcel parcel) {
        try {
            return channels.send(parcel);
        } catch (RuntimeException e) {
            LOG.errorf(e, "Sending failed: Channel=%s", parcel.channel().wireName());
            return new Outcome.Later(Duration.ZERO, "sending failed");
        }
    }

    private void settle(Delivery.Parcel parcel, Outcome outcome) {
        List<Delivery.Key> keys =
                parcel.deliveries().stream().map(Delivery.Taken::key).toList();
        int attempt = parcel.deliveries().getFirst().attempts();
        if (!(outcome instanceof Outcome.Sent)) {
            // Each try: an operator wants to know of a mail server that is down before the last try is over.
            parcel.deliveries()
                    .forEach(taken -> meters.sendingFailed(taken.notice().type()));
        }
        switch (outcome) {
            case Outcome.Sent() -> {
                store.finish(keys, true, "", clock.instant());
                LOG.debugf(
                        "Delivery sent: Channel=%s, Count=%d", parcel.channel().wireName(), keys.size());
            }
            case Outcome.Later(Duration atLeast, String why)
            when !retry.isLast(attempt) -> store.putOff(keys, clock.instant().plus(retry.after(attempt, atLeast)), why);
            case Outcome.Later(Duration _, String why) -> giveUp(parcel, keys, why);
            case Outcome.Gone(String why) when !parcel.isCritical() -> store.finish(keys, false, why, clock.instant());
            case Outcome.Gone(String why) -> giveUp(parcel, keys, why);
            case Outcome.Never(String why) -> giveUp(parcel, keys, why);
        }
    }

    /** First told, then written down: telling again is telling once. */
    private void giveUp(Delivery.Parcel parcel, List<Delivery.Key> keys, String why) {
        parcel.deliveries().stream()
                .collect(Collectors.groupingBy(
                        taken -> EventType.noun(taken.notice().type()), TreeMap::new, Collectors.counting()))
                .forEach((noun, count) -> LOG.errorf(
                        "CRITICAL: Failed to send %s: User=%s, Channel=%s, Count=%d, %s",
                        noun, parcel.userId(), parcel.channel().wireName(), count, why));
        operators.tell(parcel);
        store.finish(keys, false, why, clock.instant());
    }
}
