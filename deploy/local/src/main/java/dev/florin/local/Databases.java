package dev.florin.local;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A database for each service, with two roles: one owns it and changes its tables, the other works with the rows.
 * Running it again changes nothing.
 */
final class Databases {
    private final PostgresServer server;
    private final Passwords passwords;

    Databases(PostgresServer server, Passwords passwords) {
        this.server = server;
        this.passwords = passwords;
    }

    void prepare() {
        try (Connection connection = server.connectAsSuperuser("postgres")) {
            for (Service service : Service.values()) {
                role(connection, passwords.of(service.ownerRole()));
                role(connection, passwords.of(service.database()));
                database(connection, service);
            }
        } catch (SQLException e) {
            throw new StartException("The databases cannot be prepared: " + e.getMessage(), e);
        }
    }

    private static void role(Connection connection, Credentials credentials) throws SQLException {
        if (!exists(connection, "SELECT FROM pg_roles WHERE rolname = ?", credentials.user())) {
            // Names and passwords are ours: letters, digits, dash and underscore.
            run(connection, "CREATE ROLE " + credentials.user() + " LOGIN PASSWORD '" + credentials.password() + "'");
        }
    }

    private static void database(Connection connection, Service service) throws SQLException {
        String name = service.database();
        if (!exists(connection, "SELECT FROM pg_database WHERE datname = ?", name)) {
            run(connection, "CREATE DATABASE " + name + " OWNER " + service.ownerRole());
        }
        run(connection, "REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
        run(connection, "GRANT CONNECT ON DATABASE " + name + " TO " + service.database());
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
