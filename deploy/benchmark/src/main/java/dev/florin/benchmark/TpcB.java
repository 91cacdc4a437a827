package dev.florin.benchmark;

import dev.florin.local.Credentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * 1.0×: pgbench's TPC-B-like transaction (three updates, a select, an insert), 8 clients, prepared statements, scale
 * 10, on the PostgreSQL that is measured. By the program itself where it is installed, else the same over JDBC.
 */
final class TpcB {
    static final String DATABASE = "benchmark";
    private static final int CLIENTS = 8;
    private static final int SCALE = 10;
    private static final int ACCOUNTS = 100_000;
    private static final int TELLERS = 10;
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

    private TpcB() {}

    /** @param by which program ran it */
    record Result(double perSecond, String by) {}

    static Result run(Subject subject, int seconds) {
        return programIsThere() ? byProgram(subject, seconds) : byJdbc(subject, seconds);
    }

    private static boolean programIsThere() {
        try {
            return new ProcessBuilder("pgbench", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Result byProgram(Subject subject, int seconds) {
        pgbench(subject, seconds, "-i", "-q", "-s", "" + SCALE);
        String clients = "" + CLIENTS;
        String report = pgbench(subject, seconds, "-n", "-M", "prepared", "-c", clients, "-j", "2", "-T", "" + seconds);
        Matcher tps = TPS.matcher(report);
        if (!tps.find()) {
            throw new IllegalStateException("pgbench said: " + report);
        }
        return new Result(Double.parseDouble(tps.group(1)), "pgbench");
    }

    private static String pgbench(Subject subject, int seconds, String... arguments) {
        Credentials superuser = subject.system().superuser();
        URI postgres = URI.create(subject.system().jdbcUrl(DATABASE).substring("jdbc:".length()));
        List<String> command = new ArrayList<>(List.of("pgbench", "-h", postgres.getHost()));
        command.addAll(List.of("-p", "" + postgres.getPort(), "-U", superuser.user()));
        command.addAll(List.of(arguments));
        command.add(DATABASE);
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("PGPASSWORD", superuser.password());
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(seconds + 60L, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed: " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Result byJdbc(Subject subject, int seconds) {
        subject.run(
                DATABASE,
                "CREATE TABLE pgbench_branches (bid int PRIMARY KEY, bbalance int) WITH (fillfactor = 100)",
                "CREATE TABLE pgbench_tellers (tid int PRIMARY KEY, bid int, tbalance int)",
                "CREATE TABLE pgbench_accounts (aid int PRIMARY KEY, bid int, abalance int, filler char(84))",
                "CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp)",
                "INSERT INTO pgbench_branches SELECT b, 0 FROM generate_series(1, " + SCALE + ") b",
                "INSERT INTO pgbench_tellers SELECT t, 1, 0 FROM generate_series(1, " + SCALE * TELLERS + ") t",
                "INSERT INTO pgbench_accounts SELECT a, 1, 0, '' FROM generate_series(1, " + SCALE * ACCOUNTS + ") a",
                "VACUUM ANALYZE");
        Measured measured = JdbcLoad.run(subject, DATABASE, CLIENTS, seconds, (connection, random) -> {
            int account = 1 + random.nextInt(SCALE * ACCOUNTS);
            int teller = 1 + random.nextInt(SCALE * TELLERS);
            int branch = 1 + random.nextInt(SCALE);
            int delta = random.nextInt(-5000, 5000);
            JdbcLoad.execute(connection, "BEGIN");
            JdbcLoad.execute(
                    connection, "UPDATE pgbench_accounts SET abalance = abalance + ? WHERE aid = ?", delta, account);
            JdbcLoad.execute(connection, "SELECT abalance FROM pgbench_accounts WHERE aid = ?", account);
            JdbcLoad.execute(
                    connection, "UPDATE pgbench_tellers SET tbalance = tbalance + ? WHERE tid = ?", delta, teller);
            JdbcLoad.execute(
                    connection, "UPDATE pgbench_branches SET bbalance = bbalance + ? WHERE bid = ?", delta, branch);
            JdbcLoad.execute(
                    connection,
                    "INSERT INTO pgbench_history VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP)",
                    teller,
                    branch,
                    account,
                    delta);
            JdbcLoad.execute(connection, "END");
        });
        return new Result(measured.perSecond(), "the same over JDBC: pgbench is not installed");
    }
}
