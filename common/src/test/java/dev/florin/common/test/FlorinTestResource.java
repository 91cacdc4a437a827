package dev.florin.common.test;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Gives a service under test an empty database of its own and keys whose tokens {@link TestTokens} makes. */
public class FlorinTestResource implements QuarkusTestResourceLifecycleManager {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private static volatile @Nullable TestDatabase database;

    /** The database of the service that runs now. */
    public static TestDatabase database() {
        TestDatabase current = database;
        if (current == null) {
            throw new IllegalStateException("no service under test has been started");
        }
        return current;
    }

    @Override
    public Map<String, String> start() {
        TestDatabase created = TestDatabase.create("florin_test_" + COUNT.incrementAndGet());
        database = created;
        TestKeys keys = TestTokens.keys();
        return Map.ofEntries(
                Map.entry("quarkus.datasource.jdbc.url", created.url()),
                Map.entry("quarkus.datasource.username", created.application()),
                Map.entry("quarkus.datasource.password", created.password()),
                Map.entry("quarkus.flyway.username", created.owner()),
                Map.entry("quarkus.flyway.password", created.password()),
                Map.entry("florin.security.issuer", TestTokens.ISSUER),
                Map.entry("florin.security.keys", keys.issuerFile().toString()),
                Map.entry("florin.security.service-key", keys.serviceKeyFile().toString()),
                Map.entry("florin.security.service-keys", keys.servicesFile().toString()));
    }

    @Override
    public void stop() {
        // The server goes with the JVM; a database costs nothing until then.
    }
}
