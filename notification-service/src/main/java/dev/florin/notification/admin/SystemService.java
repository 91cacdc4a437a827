package dev.florin.notification.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.notification.socket.ConnectionsService;
import dev.florin.notification.socket.DrainService;
import dev.florin.notification.socket.OpenConnection;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Gathers what the services know. Whoever does not answer in time is named instead; nothing here fails for it. */
@Singleton
class SystemService {
    private static final Logger LOG = Logger.getLogger(SystemService.class);
    private static final String WALLET = "wallet-service";
    private static final String ESCROW = "escrow-service";
    private static final String REFUND = "refund-service";
    private static final String SELF = "notification-service";
    private static final String HEALTHY = "healthy";

    /** What Kubernetes asks as well: answered with 200 by a service that can be worked with. */
    private static final String READY = "/q/health/ready";

    private final SystemClient client;
    private final SystemConfig config;
    private final ConnectionsService connections;
    private final DrainService drain;
    private final Clock clock;
    private final ExecutorService threads;

    SystemService(
            SystemClient client,
            SystemConfig config,
            ConnectionsService connections,
            DrainService drain,
            Clock clock,
            @VirtualThreads ExecutorService threads) {
        this.client = client;
        this.config = config;
        this.connections = connections;
        this.drain = drain;
        this.clock = clock;
        this.threads = threads;
    }

    SystemView.Health health() {
        var asked =
                client.ask(config.refundUrl(), "/internal/refunds/processor-status", SystemView.RefundProcessor.class);
        var askedWallet = client.ask(config.walletUrl(), READY, JsonNode.class);
        var askedEscrow = client.ask(config.escrowUrl(), READY, JsonNode.class);
        var counted = counts();
        List<String> unavailable = new ArrayList<>();
        Optional<SystemView.RefundProcessor> processor = answer(asked, REFUND, unavailable);
        answer(askedWallet, WALLET, unavailable);
        answer(askedEscrow, ESCROW, unavailable);
        Optional<OpenConnection.Counts> counts = counted.join();
        return new SystemView.Health(
                true,
                counts.isPresent() ? HEALTHY : "unhealthy",
                drain.isDraining() ? "draining" : HEALTHY,
                processor.orElse(null),
                counts.map(OpenConnection.Counts::users).orElse(null),
                counts.map(OpenConnection.Counts::connections).orElse(null),
                List.copyOf(unavailable),
                clock.instant());
    }

    SystemView.Stats stats() {
        var askedEscrow =
                client.ask(config.escrowUrl(), "/internal/red-packets/stats", SystemView.RedPacketStats.class);
        var askedWallet = client.ask(config.walletUrl(), "/internal/users/count", SystemView.UserCount.class);
        var counted = counts();
        List<String> unavailable = new ArrayList<>();
        Optional<SystemView.RedPacketStats> packets = answer(askedEscrow, ESCROW, unavailable);
        Optional<SystemView.UserCount> users = answer(askedWallet, WALLET, unavailable);
        Optional<OpenConnection.Counts> counts = answer(counted, SELF, unavailable);
        return new SystemView.Stats(
                true,
                packets.map(SystemView.RedPacketStats::redPackets).orElse(null),
                packets.map(SystemView.RedPacketStats::claims).orElse(null),
                users.map(found -> new SystemView.Total(found.count())).orElse(null),
                new SystemView.Sockets(
                        counts.map(OpenConnection.Counts::users).orElse(null),
                        counts.map(OpenConnection.Counts::connections).orElse(null)),
                List.copyOf(unavailable),
                clock.instant());
    }

    private static <T> Optional<T> answer(
            CompletableFuture<Optional<T>> asked, String service, List<String> unavailable) {
        Optional<T> answer = asked.join();
        if (answer.isEmpty()) {
            unavailable.add(service);
        }
        return answer;
    }

    /** Our own database has as long to answer as the other services have. */
    private CompletableFuture<Optional<OpenConnection.Counts>> counts() {
        return CompletableFuture.supplyAsync(() -> Optional.of(connections.counts()), threads)
                .orTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    LOG.warnf("The database does not answer: %s", failure.toString());
                    return Optional.empty();
                });
    }
}
