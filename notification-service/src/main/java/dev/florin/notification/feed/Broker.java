package dev.florin.notification.feed;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Tells the other nodes on the same database. About what was committed it carries hints, not contents: a node that
 * misses one finds out by its poll, and what it delivers it reads from the tables.
 *
 * <p>A seam: PostgreSQL now, Redis for many nodes.
 */
public interface Broker {
    /** Called in the transaction that changes the inbox; a hint given here goes out exactly if it commits. */
    void tell(Connection transaction, Wake wake) throws SQLException;

    /** Tells what is stored nowhere: soon, at most once, in order. Never blocks; not to be called in a transaction. */
    void send(NodeMessage message);

    /** The name of this node in {@link NodeMessage#node()}. */
    String node();
}
