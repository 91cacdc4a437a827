package dev.florin.benchmark;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Connections that run a transaction again and again, each on a thread of its own. */
final class JdbcLoad {
    private static final long WARM_UP_NS = TimeUnit.SECONDS.toNanos(1);

    private JdbcLoad() {}

    /** One transaction. */
    interface Transaction {
        void run(Connection connection, RandomGenerator random) throws SQLException;
    }

    static Measured run(Subject subject, String database, int connections, int seconds, Transaction transaction) {
        long from = System.nanoTime() + WARM_UP_NS;
        long until = from + TimeUnit.SECONDS.toNanos(seconds);
        Latencies latencies = new Latencies();
        AtomicLong failures = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try (Connection connection = subject.connect(database)) {
                    repeat(connection, from, until, latencies, transaction);
                } catch (SQLException e) {
                    System.err.println("  " + e.getMessage());
                    failures.incrementAndGet();
                }
            }));
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Measured(latencies.count() / (double) seconds, latencies.count(), latencies, failures.get());
    }

    private static void repeat(
            Connection connection, long from, long until, Latencies latencies, Transaction transaction)
            throws SQLException {
        RandomGenerator random = ThreadLocalRandom.current();
        for (long now = System.nanoTime(); now < until; ) {
            transaction.run(connection, random);
            long then = System.nanoTime();
            if (now >= from && then < until) {
                synchronized (latencies) {
                    latencies.add(then - now);
                }
            }
            now = then;
        }
    }

    /** One prepared statement; the driver keeps it with the connection. */
    static void execute(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        }
    }
}
