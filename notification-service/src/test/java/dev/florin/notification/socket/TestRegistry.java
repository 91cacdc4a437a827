package dev.florin.notification.socket;

import dev.florin.common.database.Database;
import dev.florin.notification.feed.Broker;
import dev.florin.notification.feed.Feed;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The list of connections of a node that a test puts together by hand; nothing happens unless it is called. */
public final class TestRegistry implements RegistryConfig {
    public final List<Set<String>> changed = new CopyOnWriteArrayList<>();

    private final Registry registry;
    private final ConnectionStore store;

    public TestRegistry(Database database, Feed feed, Broker broker, int connectionsPerUser) {
        this.store = new ConnectionStore(database);
        this.registry = new Registry(store, feed, broker, this, connectionsPerUser, changed::add);
        registry.beat();
    }

    public void write() {
        registry.write();
    }

    public void beat() {
        registry.beat();
    }

    public void leave() {
        registry.leave();
    }

    @Override
    public Duration writeEvery() {
        return Duration.ofMillis(1);
    }

    @Override
    public int batch() {
        return 3;
    }

    @Override
    public Duration heartbeat() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Duration goneAfter() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Duration countEvery() {
        return Duration.ofSeconds(1);
    }
}
