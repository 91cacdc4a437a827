package dev.florin.wallet.ledger;

import dev.florin.common.database.Database;
import dev.florin.common.trace.Traces;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.jspecify.annotations.NullMarked;

/**
 * The ledger's own writer, with its rules and its SQL, without the service around it. It stands in this package because
 * the writer is, with reason, nobody else's.
 */
@NullMarked
public final class WritePath implements AutoCloseable {
    private final LedgerWriter writer;

    /** @param batch transfers that are committed together at most */
    public WritePath(DataSource dataSource, int batch) {
        LedgerConfig config = new SmallRyeConfigBuilder()
                .withMapping(LedgerConfig.class)
                .withDefaultValue("florin.ledger.batch", Integer.toString(batch))
                .build()
                .getConfigMapping(LedgerConfig.class);
        LedgerStore store = new LedgerStore(new Database(dataSource));
        writer = new LedgerWriter(
                dataSource, store, config, Clock.systemUTC(), Account::limits, () -> {}, _ -> {}, Traces.OFF);
    }

    /** Ends when it is committed, with whether it was posted. */
    public CompletableFuture<Boolean> post(Transfer.Order order) {
        return writer.submit(Command.of(new Operation.Post(order), null)).thenApply(WritePath::isPosted);
    }

    private static boolean isPosted(List<Outcome> outcomes) {
        return outcomes.getFirst() instanceof Outcome.Posted;
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
