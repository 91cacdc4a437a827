package dev.florin.benchmark;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.local.Service;
import dev.florin.wallet.ledger.Transfer;
import dev.florin.wallet.ledger.WritePath;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps the ledger's writer busy with full batches, and nothing else. */
final class WritePathLoad {
    private static final long WARM_UP_NS = TimeUnit.SECONDS.toNanos(3);

    private WritePathLoad() {}

    static Measured run(Subject subject, int wallets, int batch, int seconds) {
        List<UUID> accounts = accounts(subject, wallets);
        Latencies latencies = new Latencies();
        AtomicLong failures = new AtomicLong();
        Semaphore room = new Semaphore(2 * batch);
        long from = System.nanoTime() + WARM_UP_NS;
        long until = from + TimeUnit.SECONDS.toNanos(seconds);
        try (WritePath writer = new WritePath(subject.dataSource(Service.WALLET), batch)) {
            for (long now = System.nanoTime(); now < until; now = System.nanoTime()) {
                room.acquire();
                long sentAt = now;
                var _ = writer.post(order(accounts)).whenComplete((posted, failure) -> {
                    room.release();
                    long then = System.nanoTime();
                    if (failure != null || !posted) {
                        failures.incrementAndGet();
                    } else if (then >= from && then < until) {
                        latencies.add(then - sentAt);
                    }
                });
            }
            room.acquire(2 * batch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Measured(latencies.count() / (double) seconds, latencies.count(), latencies, failures.get());
    }

    private static Transfer.Order order(List<UUID> accounts) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int debit = random.nextInt(accounts.size());
        int credit = (debit + 1 + random.nextInt(accounts.size() - 1)) % accounts.size();
        Money amount = Money.ofMinor(BigInteger.valueOf(random.nextInt(1, 1000)), Asset.of("USD"));
        String metadata = "{\"sender\":\"user-" + debit + "\",\"recipient\":\"user-" + credit + "\"}";
        return Transfer.Order.of(Events.id(), accounts.get(debit), accounts.get(credit), amount, "p2p", null, metadata);
    }

    private static List<UUID> accounts(Subject subject, int count) {
        List<UUID> accounts = new ArrayList<>();
        try (Connection connection = subject.connect(Service.WALLET);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT id FROM account WHERE kind = 'wallet' LIMIT " + count)) {
            while (rows.next()) {
                accounts.add(rows.getObject(1, UUID.class));
            }
            return accounts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
