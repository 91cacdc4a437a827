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
}
