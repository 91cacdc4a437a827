package dev.florin.wallet.ledger;

import dev.florin.common.database.Column;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.ProblemType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads and writes {@code hold}. */
final class HoldRow {
    static final String SELECT = """
            SELECT id, account_id, asset, amount, captured, state, purpose, fingerprint, refused, expires_at,
                   created_at, updated_at, spends, released_for, spent_at, refused_in,
                   available_after
              FROM hold""";

    static final String INSERT = """
            INSERT INTO hold (id, account_id, asset, amount, captured, state, purpose, fingerprint, refused, expires_at,
                              spends, released_for, spent_at, refused_in, available_after, created_at, updated_at)
            SELECT id, account_id, asset, amount, captured, state, purpose, fingerprint, refused, expires_at, spends, released_for,
                   spent_at, refused_in, available_after, now, now
              FROM (SELECT ?::timestamptz AS now) clock,
                   unnest(?::uuid[], ?::uuid[], ?::text[], ?::numeric[], ?::numeric[], ?::text[], ?::text[], ?::uuid[],
                          ?::text[], ?::timestamptz[], ?::bool[], ?::text[],
                          ?::timestamptz[], ?::uuid[], ?::numeric[])
                AS h (id, account_id, asset, amount, captured, state, purpose, fingerprint, refused, expires_at, spends,
                      released_for, spent_at, refused_in, available_after)""";

    static final List<Column<Hold>> COLUMNS = List.of(
            new Column<>("uuid", Hold::id),
            new Column<>("uuid", hold -> hold.order().account()),
            new Column<>("text", hold -> hold.order().amount().asset().code()),
            new Column<>("numeric", hold -> hold.order().amount().minor()),
            new Column<>("numeric", Hold::captured),
            new Column<>("text", hold -> hold.state().wireName()),
            new Column<>("text", hold -> hold.order().purpose()),
            new Column<>("uuid", hold -> hold.order().fingerprint()),
            new Column<>("text", HoldRow::refusal),
            new Column<>("timestamptz", hold -> hold.order().expiresAt()),
            new Column<>("bool", hold -> hold.order().spends()),
            new Column<>("text", Hold::releasedFor),
            new Column<>("timestamptz", Hold::spentAt),
            new Column<>("uuid", Hold::refusedIn),
            new Column<>("numeric", Hold::availableAfter));

    static final String UPDATE = """
            UPDATE hold h
               SET captured = c.captured, state = c.state, released_for = c.released_for, available_after = c.available_after,
                   updated_at = ?
              FROM unnest(?::uuid[], ?::numeric[], ?::text[], ?::text[], ?::numeric[])
                AS c (id, captured, state, released_for, available_after)
             WHERE h.id = c.id""";

    static final List<Column<Hold>> CHANGED_COLUMNS = List.of(
            new Column<>("uuid", Hold::id),
            new Column<>("numeric", Hold::captured),
            new Column<>("text", hold -> hold.state().wireName()),
            new Column<>("text", Hold::releasedFor),
            new Column<>("numeric", Hold::availableAfter));

    private HoldRow() {}

    static Hold read(ResultSet row) throws SQLException {
        Hold.Order order = new Hold.Order(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                Money.ofMinor(AccountRow.minor(row, 4), Asset.of(row.getString(3))),
                row.getString(7),
                instant(row.getTimestamp(10)),
                row.getBoolean(13),
                row.getObject(8, UUID.class));
        String refused = row.getString(9);
        return new Hold(
                order,
                AccountRow.minor(row, 5),
                Hold.State.ofWireName(row.getString(6)),
                refused == null ? null : ProblemType.ofCode(refused),
                row.getObject(16, UUID.class),
                row.getString(14),
                instant(row.getTimestamp(15)),
                row.getBigDecimal(17) == null ? null : AccountRow.minor(row, 17),
                row.getTimestamp(11).toInstant(),
                row.getTimestamp(12).toInstant());
    }

    private static @Nullable String refusal(Hold hold) {
        ProblemType reason = hold.refused();
        return reason == null ? null : reason.code();
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
