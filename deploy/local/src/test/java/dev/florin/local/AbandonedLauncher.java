package dev.florin.local;

import java.nio.file.Path;
import java.sql.SQLException;

/** Starts a system and waits to be killed. */
final class AbandonedLauncher {
    private AbandonedLauncher() {}

    public static void main(String[] arguments) throws SQLException, InterruptedException {
        FlorinSystemOptions options = FlorinSystemOptions.onFreePorts(Path.of(arguments[0]))
                .withEach(service -> service.withInstances(0))
                .with(Service.WALLET, service -> service.withInstances(1).withCommand(StubService.command()));
        FlorinSystem system = new FlorinSystem(options).start();
        FlorinSystemTest.query(
                system.jdbcUrl(Service.WALLET),
                system.owner(Service.WALLET),
                "CREATE TABLE left_over AS SELECT 13 AS it");
        System.out.println("up");
        Thread.currentThread().join();
    }
}
