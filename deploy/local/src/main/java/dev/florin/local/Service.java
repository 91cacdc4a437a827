package dev.florin.local;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The four services, with what is fixed about each of them. */
public enum Service {
    WALLET("wallet-service", 8081),
    ESCROW("escrow-service", 8082),
    REFUND("refund-service", 8083),
    NOTIFICATION("notification-service", 8084);

    private final String module;
    private final int port;

    Service(String module, int port) {
        this.module = module;
        this.port = port;
    }

    /** The service of this name or module: {@code wallet} or {@code wallet-service}. */
    public static Optional<Service> named(String name) {
        return Arrays.stream(values())
                .filter(service ->
                        service.module.equals(name) || service.shortName().equals(name))
                .findFirst();
    }

    /** The Maven module, which is also the service's name in messages and the stem of its log file. */
    public String module() {
        return module;
    }

    /** {@code wallet}. */
    public String shortName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The port on which it listens when nobody says otherwise. */
    public int port() {
        return port;
    }

    /** Its database, which is also its application role: it may read and write rows, and owns nothing. */
    public String database() {
        return "florin_" + shortName();
    }

    /** The role that owns the database and runs the migrations. */
    public String ownerRole() {
        return database() + "_owner";
    }

    /** The environment variable that tells the other services where this one is. */
    public String urlVariable() {
        return "FLORIN_" + name() + "_URL";
    }
}
