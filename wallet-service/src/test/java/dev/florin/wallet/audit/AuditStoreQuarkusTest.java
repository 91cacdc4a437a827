package dev.florin.wallet.audit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.common.database.Database;
import dev.florin.common.database.DatabaseException;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A look at large books takes longer than anything else that is waited for. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class AuditStoreQuarkusTest {
    private static final int HURRY_S = 3;
    private static final String LOOK = "SELECT count(*) FROM account";

    /** On two cores the common pool has one, and nobody would look before the lock is gone. */
    private static final Executor THREADS = work -> Thread.ofVirtual().start(work);

    @Inject
    AuditConfig config;

    @Test
    void isWaitedForLongerThanTheConnectionsOfOthersAre() throws Exception {
        PGSimpleDataSource hurried = FlorinTestResource.database().asApplication();
        hurried.setSocketTimeout(HURRY_S);
        Database database = new Database(hurried);
        AuditStore store = new AuditStore(database, config);
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        CompletableFuture<Void> slow = CompletableFuture.runAsync(() -> keepFromReading(locked, enough), THREADS);
        locked.await();
        CompletableFuture<?> look = CompletableFuture.supplyAsync(store::fromTheStart, THREADS);
        assertThrows(
                DatabaseException.class,
                () -> database.list(LOOK, Database.Binder.NOTHING, row -> row.getLong(1)),
                "others give up");
        assertFalse(look.isDone(), "the look goes on");
        enough.countDown();
        look.join();
        slow.join();
    }

    private static void keepFromReading(CountDownLatch locked, CountDownLatch enough) {
        try (var connection = FlorinTestResource.database().asSuperuser().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE account IN ACCESS EXCLUSIVE MODE");
            locked.countDown();
            enough.await();
            connection.rollback();
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
