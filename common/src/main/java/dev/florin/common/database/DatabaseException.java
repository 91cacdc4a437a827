package dev.florin.common.database;

import java.sql.SQLException;

/** The database refused or could not be reached; the cause says which. */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final String UNIQUE_VIOLATION = "23505";

    public DatabaseException(SQLException cause) {
        super(cause);
    }

    /** Whether a row with the same key was there already. */
    public boolean isDuplicate() {
        return getCause() instanceof SQLException e && UNIQUE_VIOLATION.equals(e.getSQLState());
    }

    /** Whether the database is not there or not able to: whatever else it is asked for now will not work either. */
    public boolean isOutage() {
        String state = getCause() instanceof SQLException e ? e.getSQLState() : null;
        return state == null || state.startsWith("08") || state.startsWith("57P") || state.startsWith("53");
    }

    /** The same of any failure. */
    public static boolean isOutage(RuntimeException failure) {
        return failure instanceof DatabaseException e && e.isOutage();
    }
}
