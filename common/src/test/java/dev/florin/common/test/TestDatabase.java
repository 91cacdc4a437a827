package dev.florin.common.test;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database on a real PostgreSQL, with an owner who migrates and an application role that may only do what the
 * migrations grant, as in production.
 */
public record TestDatabase(String url, String owner, String application, String password) {
    private static @Nullable EmbeddedPostgres server;

    /** A new, empty database on the server of this JVM. */
    public static synchronized TestDatabase create(String name) {
        TestDatabase database = new TestDatabase(
                "jdbc:postgresql://localhost:" + server().getPort() + "/" + name,
                name + "_owner",
                name + "_app",
                "secret");
        database.execute(
                "CREATE ROLE " + database.owner + " LOGIN PASSWORD 'secret'",
                "CREATE ROLE " + database.application + " LOGIN PASSWORD 'secret'",
                "CREATE DATABASE " + name + " OWNER " + database.owner);
        return database;
    }

    /** For the application role. */
    public PGSimpleDataSource asApplication() {
        return as(application);
    }

    /** For the role that owns the tables. */
    public PGSimpleDataSource asOwner() {
        return as(owner);
    }

    /** For the operator of the server, whom no grant and no trigger stops. */
    public PGSimpleDataSource asSuperuser() {
        return as("postgres");
    }

    private PGSimpleDataSource as(String user) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(user);
        source.setPassword(password);
        return source;
    }

    private void execute(String... statements) {
        try (Connection connection = server().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static synchronized EmbeddedPostgres server() {
        try {
            if (server == null) {
                EmbeddedPostgres started = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> close(started)));
                server = started;
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(EmbeddedPostgres started) {
        try {
            started.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
