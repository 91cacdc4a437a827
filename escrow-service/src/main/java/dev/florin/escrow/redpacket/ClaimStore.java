package dev.florin.escrow.redpacket;

import dev.florin.common.database.Columns;
import dev.florin.common.database.Database;
import dev.florin.common.database.DatabaseException;
import dev.florin.common.money.Money;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.parallel.Batcher;
import dev.florin.common.problem.ProblemType;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The SQL of claims, and of the shares that they take. */
@Singleton
public class ClaimStore {
    private static final String FREE_SHARE =
            "SELECT 1 FROM red_packet_share WHERE packet_id = ? AND claim_id IS NULL LIMIT 1";

    private static final Columns<Wish> PEOPLE =
            new Columns<Wish>().uuid("packet_id", Wish::packet).text("user_id", Wish::user);

    // The keys come first: by the time one is seen as used, what used it is seen, too.
    private static final String LOOK = String.join(
            ";",
            "SELECT id FROM used_key WHERE id = ANY (?)",
            RedPacketRow.SELECT_CLAIM + " WHERE c.id = ANY (?) UNION " + RedPacketRow.SELECT_CLAIM + " JOIN "
                    + PEOPLE.unnest("who") + " USING (packet_id, user_id) WHERE c.state <> 'refused'",
            RedPacketRow.SELECT + " WHERE id = ANY (?)",
            "SELECT p FROM unnest(?::uuid[]) AS p WHERE EXISTS (SELECT FROM red_packet_share WHERE packet_id = p AND claim_id IS NULL)");

    private static final Columns<Wish> WISHES = new Columns<Wish>()
            .uuid("id", Wish::id)
            .uuid("packet_id", Wish::packet)
            .text("user_id", Wish::user)
            .text("trace", Wish::trace);

    private static final String TAKE = """
            WITH wish AS (SELECT * FROM %s),
            free AS (
                SELECT s.packet_id, s.number, s.amount
                  FROM (SELECT packet_id, count(*) AS wishes FROM wish GROUP BY packet_id) AS p
                 CROSS JOIN LATERAL (
                    SELECT packet_id, number, amount FROM red_packet_share
                     WHERE packet_id = p.packet_id AND claim_id IS NULL
                     ORDER BY number LIMIT p.wishes FOR UPDATE SKIP LOCKED) AS s),
            paired AS (
                SELECT w.id, packet_id, f.number, w.user_id, f.amount, w.trace
                  FROM (SELECT *, row_number() OVER (PARTITION BY packet_id) AS turn FROM wish) AS w
                  JOIN (SELECT *, row_number() OVER (PARTITION BY packet_id ORDER BY number) AS turn FROM free) AS f
                 USING (packet_id, turn)),
            begun AS (
                INSERT INTO red_packet_claim (id, packet_id, share_number, user_id, amount, trace, created_at, next_at)
                SELECT id, packet_id, number, user_id, amount, trace, ?, ? FROM paired ORDER BY user_id, packet_id
                    ON CONFLICT DO NOTHING
                RETURNING id, packet_id, share_number),
            taken AS (
                UPDATE red_packet_share AS s SET claim_id = begun.id
                  FROM begun WHERE s.packet_id = begun.packet_id AND s.number = begun.share_number)
            SELECT p.id, p.number, p.amount, b.id IS NOT NULL AS first FROM paired AS p LEFT JOIN begun AS b ON b.id = p.id
            """.formatted(WISHES.unnest("wish"));

    private static final Columns<Claim> DONE =
            new Columns<Claim>().uuid("id", Claim::id).add("remaining", "integer", Claim::remaining);

    private final Database database;
    private final Batcher<Wish, Found> looks;

    ClaimStore(Database database) {
        this.database = database;
        this.looks = new Batcher<>(this::lookForAll, DatabaseException::isOutage);
    }

    Optional<Claim> claim(UUID id) {
        return database.first(
                RedPacketRow.SELECT_CLAIM + " WHERE c.id = ?",
                statement -> statement.setObject(1, id),
                RedPacketRow::readClaim);
    }

    /** A person's claim on a packet, unless it was refused. */
    Optional<Claim> claim(UUID packet, String user) {
        return database.first(
                RedPacketRow.SELECT_CLAIM + " WHERE c.packet_id = ? AND c.user_id = ? AND c.state <> 'refused'",
                statement -> {
                    statement.setObject(1, packet);
                    statement.setString(2, user);
                },
                RedPacketRow::readClaim);
    }

    /**
     * What somebody who wants a share finds.
     *
     * @param isKeyUsed whether a request of any kind has the key of this one
     * @param earlier the claim of this request or, if it is new, of this person
     */
    record Found(boolean isKeyUsed, Optional<Claim> earlier, Optional<RedPacket> packet, boolean hasFreeShare) {}

    /** All of it in one round trip for many: of ten thousand who ask at once, most need nothing else. */
    Found look(Wish wish) {
        return looks.call(wish);
    }

    private List<Found> lookForAll(List<Wish> wishes) {
        List<UUID> ids = wishes.stream().map(Wish::id).toList();
        List<UUID> packets = wishes.stream().map(Wish::packet).distinct().toList();
        return database.onConnection(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LOOK)) {
                Database.bindIds(statement, 1, ids);
                Database.bindIds(statement, 2, ids);
                int next = PEOPLE.bind(statement, 3, wishes);
                Database.bindIds(statement, next, packets);
                Database.bindIds(statement, next + 1, packets);
                statement.execute();
                Set<UUID> used = Set.copyOf(Database.nextResult(statement, ClaimStore::id));
                List<Claim> earlier = Database.nextResult(statement, RedPacketRow::readClaim);
                Map<UUID, RedPacket> found = Database.nextResult(statement, RedPacketRow::read).stream()
                        .collect(Collectors.toMap(RedPacket::id, Function.identity()));
                Set<UUID> free = Set.copyOf(Database.nextResult(statement, ClaimStore::id));
                return wishes.stream()
                        .map(wish -> new Found(
                                used.contains(wish.id()),
                                earlierOf(wish, earlier),
                                Optional.ofNullable(found.get(wish.packet())),
                                free.contains(wish.packet())))
                        .toList();
            }
        });
    }

    private static UUID id(ResultSet row) throws SQLException {
        return row.getObject(1, UUID.class);
    }

    private static Optional<Claim> earlierOf(Wish wish, List<Claim> earlier) {
        return earlier.stream()
                .filter(claim -> claim.id().equals(wish.id()))
                .findFirst()
                .or(() -> earlier.stream()
                        .filter(claim -> claim.state() != Claim.State.REFUSED
                                && claim.packet().equals(wish.packet())
                                && claim.user().equals(wish.user()))
                        .findFirst());
    }

    List<Claim> pending(UUID packet) {
        return database.list(
                RedPacketRow.SELECT_CLAIM + " WHERE c.packet_id = ? AND c.state = 'pending'",
                statement -> statement.setObject(1, packet),
                RedPacketRow::readClaim);
    }

    /** What a user got, newest first, after the cursor. */
    List<Claim> received(String user, TimeCursor after, int limit) {
        return database.list(
                RedPacketRow.SELECT_CLAIM + """
                         WHERE c.user_id = ? AND c.state = 'done' AND (c.created_at, c.id) < (?, ?)
                         ORDER BY c.created_at DESC, c.id DESC
                         LIMIT ?
                        """,
                statement -> {
                    statement.setString(1, user);
                    statement.setTimestamp(2, Timestamp.from(after.at()));
                    statement.setObject(3, after.id());
                    statement.setInt(4, limit);
                },
                RedPacketRow::readClaim);
    }

    boolean hasFreeShare(UUID packet) {
        return database.first(FREE_SHARE, statement -> statement.setObject(1, packet), row -> row.getInt(1))
                .isPresent();
    }

    /** What nobody has taken of a packet that is locked. */
    RedPacketStories.Free free(Connection transaction, RedPacket packet) throws SQLException {
        return Database.list(
                        transaction,
                        """
                        SELECT count(*) AS count, coalesce(sum(amount), 0) AS amount
                          FROM red_packet_share WHERE packet_id = ? AND claim_id IS NULL
                        """,
                        statement -> statement.setObject(1, packet.id()),
                        row -> new RedPacketStories.Free(
                                row.getInt("count"),
                                RedPacketRow.money(row, "amount", packet.total().asset())))
                .getFirst();
    }

    /** Who wants a share of which packet, in which request. */
    record Wish(UUID id, UUID packet, String user, String trace) {
        /** Who has one share of it at most. */
        Map.Entry<UUID, String> person() {
            return Map.entry(packet, user);
        }
    }

    /**
     * A share that was taken.
     *
     * @param isFirst whether it is this person's only one; if not, nothing of this may be committed, for its key counts
     *     as used already
     */
    record Taken(int number, Money amount, boolean isFirst) {}

    /**
     * Takes shares that nobody else is just taking, with the intents to pay them.
     *
     * @param packets of the wishes, by their ids
     * @return by the ids of the wishes; nothing for who gets none
     */
    Map<UUID, Taken> take(
            Connection transaction, Map<UUID, RedPacket> packets, List<Wish> wishes, Instant now, Instant nextAt)
            throws SQLException {
        Map<UUID, Wish> byId =
                wishes.stream().collect(Collectors.toMap(Wish::id, Function.identity(), (one, _) -> one));
        Map<UUID, Taken> taken = new HashMap<>();
        Database.list(
                transaction,
                TAKE,
                statement -> {
                    int next = WISHES.bind(statement, 1, wishes);
                    statement.setTimestamp(next, Timestamp.from(now));
                    statement.setTimestamp(next + 1, Timestamp.from(nextAt));
                },
                row -> {
                    UUID id = id(row);
                    RedPacket packet = Objects.requireNonNull(
                            packets.get(Objects.requireNonNull(byId.get(id)).packet()));
                    Money amount =
                            RedPacketRow.money(row, "amount", packet.total().asset());
                    return taken.put(id, new Taken(row.getInt("number"), amount, row.getBoolean("first")));
                });
        return taken;
    }

    /** Waits for a share that is free, or whose taker may yet stumble; false if there is none. */
    boolean awaitFreeShare(Connection transaction, UUID packet) throws SQLException {
        return !Database.list(
                        transaction,
                        FREE_SHARE + " FOR UPDATE",
                        statement -> statement.setObject(1, packet),
                        row -> row.getInt(1))
                .isEmpty();
    }

    /** @return those that were under way until now; whoever else wants to close one waits */
    Set<UUID> lockPending(Connection transaction, List<UUID> ids) throws SQLException {
        return Set.copyOf(Database.list(
                transaction,
                "SELECT id FROM red_packet_claim WHERE id = ANY (?) AND state = 'pending' ORDER BY id FOR UPDATE",
                statement -> Database.bindIds(statement, 1, ids),
                ClaimStore::id));
    }

    /** Closes claims that are locked. */
    void finish(Connection transaction, List<Claim> done, Instant now) throws SQLException {
        Database.update(transaction, """
                UPDATE red_packet_claim AS c SET state = 'done', remaining = d.remaining, closed_at = ?
                  FROM\s""" + DONE.unnest("d") + " WHERE c.id = d.id", statement -> {
            statement.setTimestamp(1, Timestamp.from(now));
            DONE.bind(statement, 2, done);
        });
    }

    /** Closes a claim that is locked, and frees its share. */
    void refuse(Connection transaction, Claim claim, ProblemType reason, Instant now) throws SQLException {
        Database.update(
                transaction,
                "UPDATE red_packet_claim SET state = 'refused', refusal = ?, closed_at = ? WHERE id = ?",
                statement -> {
                    statement.setString(1, reason.code());
                    statement.setTimestamp(2, Timestamp.from(now));
                    statement.setObject(3, claim.id());
                });
        Database.update(
                transaction,
                "UPDATE red_packet_share SET claim_id = NULL WHERE claim_id = ?",
                statement -> statement.setObject(1, claim.id()));
    }

    /** Takes claims that were left behind; nobody else takes them until {@code nextAt}. */
    List<TakenRow> takeLeftBehind(Instant now, Instant nextAt, int limit) {
        return database.list(
                """
                UPDATE red_packet_claim SET next_at = ?, tries = tries + 1
                 WHERE id IN (SELECT id FROM red_packet_claim WHERE state = 'pending' AND next_at <= ?
                               ORDER BY next_at LIMIT ? FOR UPDATE SKIP LOCKED)
                RETURNING id, tries
                """,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(nextAt));
                    statement.setTimestamp(2, Timestamp.from(now));
                    statement.setInt(3, limit);
                },
                row -> new TakenRow(row.getObject("id", UUID.class), row.getInt("tries")));
    }

    /** What is in the way of a claim that is under way. */
    void note(UUID id, String problem) {
        database.update("UPDATE red_packet_claim SET problem = ? WHERE id = ? AND state = 'pending'", statement -> {
            statement.setString(1, problem);
            statement.setObject(2, id);
        });
    }

    /** When a claim that is still under way is taken next. */
    void postpone(UUID id, Instant nextAt) {
        database.update("UPDATE red_packet_claim SET next_at = ? WHERE id = ? AND state = 'pending'", statement -> {
            statement.setTimestamp(1, Timestamp.from(nextAt));
            statement.setObject(2, id);
        });
    }
}
