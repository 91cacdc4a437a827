package dev.florin.notification.feed;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Tells the other nodes on the same database that something was committed. It carries hints, not contents: a node that
 * misses one finds out by its poll, and what it delivers it reads from the tables.
 *
 * <p>A seam: PostgreSQL now, Redis for many nodes.
 */
public interface Broker {
    /** Called in the transaction that changes the inbox; a hint given here goes out exactly if it commits. */
    void tell(Connection transaction, Wake wake) throws SQLException;

    /** The name of this node in {@link Wake#node()}. */
    String node();
}
