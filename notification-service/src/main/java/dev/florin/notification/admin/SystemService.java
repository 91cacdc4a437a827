package dev.florin.notification.admin;

import dev.florin.common.database.DatabaseException;
import dev.florin.notification.socket.ConnectionsService;
import dev.florin.notification.socket.DrainService;
import dev.florin.notification.socket.OpenConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

    private final SystemClient client;
    private final SystemConfig config;
    private final ConnectionsService connections;
    private final DrainService drain;
    private final Clock clock;

    SystemService(
            SystemClient client, SystemConfig config, ConnectionsService connections, DrainService drain, Clock clock) {
        this.client = client;
        this.config = config;
        this.connections = connections;
        this.drain = drain;
        this.clock = clock;
    }

    SystemView.Health health() {
        var asked =
                client.ask(config.refundUrl(), "/internal/refunds/processor-status", SystemView.RefundProcessor.class);
        Optional<OpenConnection.Counts> counts = counts();
        List<String> unavailable = new ArrayList<>();
        Optional<SystemView.RefundProcessor> processor = answer(asked, REFUND, unavailable);
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
        Optional<OpenConnection.Counts> counts = counts();
        List<String> unavailable = new ArrayList<>();
        Optional<SystemView.RedPacketStats> packets = answer(askedEscrow, ESCROW, unavailable);
        Optional<SystemView.UserCount> users = answer(askedWallet, WALLET, unavailable);
        if (counts.isEmpty()) {
            unavailable.add(SELF);
        }
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

    private Optional<OpenConnection.Counts> counts() {
        try {
            return Optional.of(connections.counts());
        } catch (DatabaseException e) {
            LOG.warnf("The database does not answer: %s", e.getMessage());
            return Optional.empty();
        }
    }
}
