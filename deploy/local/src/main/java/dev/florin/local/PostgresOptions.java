package dev.florin.local;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How PostgreSQL is run.
 *
 * @param port 0 picks a free one
 * @param commandPrefix what stands before the command: {@code taskset -c 0}
 * @param settings over {@link #SETTINGS}
 */
public record PostgresOptions(int port, List<String> commandPrefix, Map<String, String> settings) {
    /** Beside a PostgreSQL that may already run on this machine. */
    public static final int PORT = 15432;

    /**
     * What differs from PostgreSQL's own defaults, or must not. Durability is spelled out, so that no configuration
     * file and no environment can soften it: what was acknowledged survives {@code kill -9} and a power cut.
     */
    public static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            // Nobody from outside, and no socket file: its path may be longer than a socket's may be.
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("password_encryption", "scram-sha-256"),
            // Four pools, two nodes each, and room for a person with psql.
            Map.entry("max_connections", "200"),
            Map.entry("shared_buffers", "256MB"),
            // These programs are built without lz4, and pglz costs more CPU than the WAL it saves on two cores; fewer
            // checkpoints save more of the same full-page images.
            Map.entry("wal_compression", "off"),
            Map.entry("max_wal_size", "2GB"),
            Map.entry("checkpoint_timeout", "15min"),
            // Short statements by the thousand: compiling them costs more than it gains.
            Map.entry("jit", "off"),
            Map.entry("random_page_cost", "1.1"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"),
            Map.entry("log_checkpoints", "off"),
            Map.entry("log_line_prefix", "%m [%p] %q%d/%u "),
            // A failed statement must not carry its values into the log.
            Map.entry("log_min_error_statement", "panic"),
            Map.entry("log_parameter_max_length_on_error", "0"));

    public PostgresOptions {
        commandPrefix = List.copyOf(commandPrefix);
        settings = Map.copyOf(settings);
    }

    public static PostgresOptions onPort(int port) {
        return new PostgresOptions(port, List.of(), Map.of());
    }

    public PostgresOptions withPort(int changed) {
        return new PostgresOptions(changed, commandPrefix, settings);
    }

    public PostgresOptions withCommandPrefix(String... changed) {
        return new PostgresOptions(port, List.of(changed), settings);
    }

    /** Adds one setting. */
    public PostgresOptions withSetting(String name, String value) {
        Map<String, String> more = new TreeMap<>(settings);
        more.put(name, value);
        return new PostgresOptions(port, commandPrefix, more);
    }
}
