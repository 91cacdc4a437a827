package dev.florin.notification.inbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Takes escalations over: a seam for the channels by which users are reached. Without a bean of this type, escalations
 * wait in their table.
 */
public interface EscalationSink {
    /**
     * Writes down, in this transaction, what has to be sent; sends nothing itself. Each escalation is handed over once
     * if the transaction commits, and again if it does not.
     */
    void escalate(Connection transaction, List<Escalation> escalations) throws SQLException;
}
