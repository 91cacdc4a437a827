package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.local.Credentials;
import dev.florin.local.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Backs up and restores as the operations guide says it, with its own commands. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestoreIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private static Path backup;

    private Florin florin;

    @BeforeAll
    void start() throws IOException {
        Path archive = Files.createDirectory(backup.resolve("wal"));
        florin = Florin.start(
                "restore",
                options -> options.with(Service.ESCROW, escrow -> escrow.withInstances(0))
                        .with(Service.REFUND, refund -> refund.withInstances(0))
                        .withPostgres(postgres -> postgres.withSetting("archive_mode", "on")
                                .withSetting(
                                        "archive_command",
                                        "test ! -f " + archive + "/%f && cp %p " + archive + "/%f")));
    }

    @AfterAll
    void stop() {
        florin.close();
    }

    private static String ask(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private void backUp(Path data) throws SQLException, IOException, InterruptedException {
        Credentials superuser = florin.system().superuser();
        try (Connection session = DriverManager.getConnection(
                        florin.system().jdbcUrl("postgres"), superuser.user(), superuser.password());
                Statement statement = session.createStatement()) {
            ask(statement, "SELECT pg_backup_start('daily', fast => true)");
            Guide.run("backup", backup, Map.of("PGDATA", data.toString()));
            Files.writeString(backup.resolve("backup_label"), ask(statement, "SELECT labelfile FROM pg_backup_stop()"));
        }
    }

    private void archiveAll() throws SQLException {
        Credentials superuser = florin.system().superuser();
        try (Connection session = DriverManager.getConnection(
                        florin.system().jdbcUrl("postgres"), superuser.user(), superuser.password());
                Statement statement = session.createStatement()) {
            String segment = ask(statement, "SELECT pg_walfile_name(pg_switch_wal())");
            Await.until(
                    SOON,
                    segment + " in the archive",
                    () -> Files.exists(backup.resolve("wal").resolve(segment)));
        }
    }

    private void cutHistory() throws SQLException {
        Credentials owner = florin.system().owner(Service.NOTIFICATION);
        try (Connection session = DriverManager.getConnection(
                        florin.system().jdbcUrl(Service.NOTIFICATION), owner.user(), owner.password());
                Statement statement = session.createStatement()) {
            statement.execute(Guide.block("epoch"));
        }
    }

    private static String balance(Person person) {
        return person.rest()
                .get("/api/wallets", person.token())
                .expect(200)
                .json()
                .at("/wallets/0/available_balance")
                .decimalValue()
                .toPlainString();
    }

    @Test
    void whatWasArchivedComesBackAndWhatWasNotIsGoneForEverybody(@TempDir Path rescue)
            throws SQLException, IOException, InterruptedException {
        Path data = florin.postgresData();
        Person ada = florin.person("ada").opened();
        Person ben = florin.person("ben").opened();
        ada.deposits("10.00");
        ada.pays(ben, "1.00");
        florin.awaitEverythingTold();
        backUp(data);
        ada.pays(ben, "2.00");
        florin.awaitEverythingTold();
        archiveAll();
        Order lost = Order.of(ada, ben, "4.00");
        lost.place().expect(201);
        florin.awaitEverythingTold();
        assertEquals("7.00", balance(ben));
        long seenBefore = florin.inbox().lastSeq(ben);
        long epochBefore = epoch(ben);

        florin.system().terminate(Service.WALLET);
        florin.system().terminate(Service.NOTIFICATION);
        florin.system().killPostgres();
        Files.move(data, rescue.resolve("postgres"));
        Guide.run("restore", backup, Map.of("PGDATA", data.toString()));
        florin.system().restartPostgres();
        florin.awaitPromoted();
        cutHistory();
        florin.system().start(Service.WALLET);
        florin.system().start(Service.NOTIFICATION);

        assertEquals("3.00", balance(ben));
        florin.assertEveryStoryTold();
        lost.place().expect(201);
        assertEquals("7.00", balance(ben), "who repeats the request gets it done, once");
        lost.place().expect(201);
        assertEquals("7.00", balance(ben));
        florin.assertBooksAndInboxAgree();
        try (SocketRecorder balances = SocketRecorder.balance(ben)) {
            JsonNode shown = balances.awaitFrames("balance_update", 1, SOON).getLast();
            assertEquals("7.00", shown.path("balance").decimalValue().toPlainString(), shown::toString);
        }
        JsonNode poll = ben.rest()
                .get(
                        "/api/notifications/poll?after_seq=" + seenBefore + "&epoch=" + epochBefore + "&wait=0",
                        ben.token())
                .expect(200)
                .json();
        assertEquals("epoch-changed", poll.path("resync").asText(), poll::toString);
        assertTrue(epoch(ben) > epochBefore);
    }

    private static long epoch(Person person) {
        return person.rest()
                .get("/api/notifications/poll?after_seq=0&wait=0", person.token())
                .expect(200)
                .json()
                .path("epoch")
                .asLong();
    }
}
