package dev.florin.common.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A database to which the way can be cut. */
final class FailingDataSource extends PGSimpleDataSource implements DataSource {
    private static final long serialVersionUID = 1L;

    private volatile boolean cut;

    FailingDataSource(PGSimpleDataSource source) {
        setUrl(source.getUrl());
        setUser(source.getUser());
        setPassword(source.getPassword());
    }

    void cut() {
        cut = true;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (cut) {
            throw new SQLException("no way to the database", "08001");
        }
        return super.getConnection();
    }
}
