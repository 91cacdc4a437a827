package dev.florin.benchmark;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.common.database.DatabaseException;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.wallet.ledger.Transfer;
import dev.florin.wallet.ledger.WritePath;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class WritePathTest {
    /** The libraries here are chosen one by one: what the writer needs has to be among them. */
    @Test
    void theWriterRunsOutsideItsService() {
        PGSimpleDataSource away = new PGSimpleDataSource() {
            private static final long serialVersionUID = 1L;

            @Override
            public java.sql.Connection getConnection() throws SQLException {
                throw new SQLException("away", "08001");
            }
        };
        Money amount = Money.ofMinor(BigInteger.ONE, Asset.of("USD"));
        Transfer.Order order =
                Transfer.Order.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), amount, "p2p", null, "{}");
        try (WritePath writer = new WritePath(away, 1)) {
            CompletableFuture<Boolean> posted = writer.post(order);
            ExecutionException failure = assertThrows(ExecutionException.class, () -> posted.get(20, TimeUnit.SECONDS));
            assertInstanceOf(DatabaseException.class, failure.getCause());
        }
    }
}
