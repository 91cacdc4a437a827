package dev.florin.notification.feed;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Tells the other nodes on the same database. About what was committed it carries hints, not contents: a node that
 * misses one finds out by its poll, and what it delivers it reads from the tables.
 *
 * <p>A seam: PostgreSQL, where there is no further part to run, or Redis for many nodes.
 */
public interface Broker {
    /** Called in the transaction that changes the inbox; what is sent here goes out exactly if it commits. */
    void tell(Connection transaction, Wake wake) throws SQLException;

    /** Called with the same hint when that transaction has committed, by brokers that know no transactions. */
    void told(Wake wake);

    /** Tells what is stored nowhere: soon, at most once, in order. Never blocks; not to be called in a transaction. */
    void send(NodeMessage message);

    /** The name of this node in {@link NodeMessage#node()}. */
    String node();
}
