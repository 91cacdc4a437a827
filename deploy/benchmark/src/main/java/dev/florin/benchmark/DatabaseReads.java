package dev.florin.benchmark;

/**
 * What PostgreSQL has done for a database so far. Its sessions report when they are busy, and otherwise within ten
 * seconds: two readings tell what came between only where the time before each was quiet, or went on alike.
 *
 * @param seconds on some clock
 * @param transactions that were committed
 * @param rows that were fetched by key
 */
record DatabaseReads(double seconds, double transactions, double rows) {
    static DatabaseReads now(Subject subject, String database) {
        return new DatabaseReads(
                System.nanoTime() / 1e9,
                subject.number("postgres", question("xact_commit", database)),
                subject.number("postgres", question("tup_fetched", database)));
    }

    private static String question(String figure, String database) {
        return "SELECT " + figure + " FROM pg_stat_database WHERE datname = '" + database + "'";
    }

    /** What came since then. */
    DatabaseReads since(DatabaseReads earlier) {
        return new DatabaseReads(seconds - earlier.seconds, transactions - earlier.transactions, rows - earlier.rows);
    }

    /** What is left of it if all the time things went on as in this other stretch. */
    DatabaseReads beyond(DatabaseReads usual) {
        double share = seconds / usual.seconds;
        return new DatabaseReads(seconds, transactions - usual.transactions * share, rows - usual.rows * share);
    }
}
