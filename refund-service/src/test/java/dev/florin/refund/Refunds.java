package dev.florin.refund;

import dev.florin.common.test.EventStub;
import dev.florin.common.test.Sql;
import java.sql.SQLException;

/** All refunds that the service knows. */
public final class Refunds {
    private Refunds() {}

    /** So that a test sees its own refunds only. What is committed has to be told by then. */
    public static void forgetAll() {
        EventStub.toldTo();
        try {
            Sql.asSuperuser()
                    .executeWithoutTriggers(
                            "DELETE FROM refund_attempt; DELETE FROM refund; DELETE FROM sweep; DELETE FROM sweep_under_way;"
                                    + " DELETE FROM book; DELETE FROM book_line; DELETE FROM to_compare; DELETE FROM difference;"
                                    + " UPDATE reconciliation SET reconciled_at = NULL, whole_at = NULL");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
