package dev.florin.wallet.ledger;

import dev.florin.common.database.Column;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.ProblemType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads and writes {@code transfer}. */
final class TransferRow {
    static final String SELECT = """
            SELECT t.id, t.debit, t.credit, t.asset, t.amount, t.type, t.reference, t.metadata, t.fingerprint, t.refused,
                   t.trace_id, t.debit_seq, t.debit_balance, t.credit_seq, t.credit_balance, t.created_at, t.spends,
                   t.gives_back
              FROM transfer t""";

    static final String INSERT = """
            INSERT INTO transfer (id, debit, credit, asset, amount, type, reference, metadata, fingerprint, refused,
                                  trace_id, debit_seq, debit_balance, credit_seq, credit_balance, spends, gives_back,
                                  created_at)
            SELECT id, debit, credit, asset, amount, type, reference, metadata::jsonb, fingerprint, refused,
                   trace_id, debit_seq, debit_balance, credit_seq, credit_balance, spends, gives_back, ?
              FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::numeric[], ?::text[], ?::text[], ?::text[],
                          ?::uuid[], ?::text[], ?::uuid[], ?::bigint[], ?::numeric[], ?::bigint[], ?::numeric[], ?::bool[],
                          ?::uuid[])
                AS t (id, debit, credit, asset, amount, type, reference, metadata, fingerprint, refused,
                      trace_id, debit_seq, debit_balance, credit_seq, credit_balance, spends, gives_back)""";

    static final List<Column<Transfer>> COLUMNS = List.of(
            new Column<>("uuid", Transfer::id),
            new Column<>("uuid", transfer -> transfer.order().debit()),
            new Column<>("uuid", transfer -> transfer.order().credit()),
            new Column<>("text", transfer -> transfer.amount().asset().code()),
            new Column<>("numeric", transfer -> transfer.amount().minor()),
            new Column<>("text", transfer -> transfer.order().type()),
            new Column<>("text", transfer -> transfer.order().reference()),
            new Column<>("text", transfer -> transfer.order().metadata()),
            new Column<>("uuid", transfer -> transfer.order().fingerprint()),
            new Column<>(
                    "text",
                    transfer -> transfer.refusal().map(ProblemType::code).orElse(null)),
            new Column<>("uuid", Transfer::traceId),
            new Column<>("int8", posted(posted -> posted.debit().seq())),
            new Column<>("numeric", posted(posted -> posted.debit().balanceAfter())),
            new Column<>("int8", posted(posted -> posted.credit().seq())),
            new Column<>("numeric", posted(posted -> posted.credit().balanceAfter())),
            new Column<>("bool", transfer -> transfer.order().spends()),
            new Column<>("uuid", transfer -> transfer.order().givesBack()));

    private TransferRow() {}

    static Transfer read(ResultSet row) throws SQLException {
        Transfer.Order order = new Transfer.Order(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getObject(3, UUID.class),
                Money.ofMinor(AccountRow.minor(row, 5), Asset.of(row.getString(4))),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getBoolean(17),
                row.getObject(18, UUID.class),
                row.getObject(9, UUID.class));
        return new Transfer(
                order,
                outcome(row),
                row.getObject(11, UUID.class),
                row.getTimestamp(16).toInstant());
    }

    private static Transfer.Outcome outcome(ResultSet row) throws SQLException {
        String refused = row.getString(10);
        return refused == null
                ? new Transfer.Posted(
                        new Transfer.Posting(row.getLong(12), AccountRow.minor(row, 13)),
                        new Transfer.Posting(row.getLong(14), AccountRow.minor(row, 15)))
                : new Transfer.Refused(ProblemType.ofCode(refused));
    }

    private static Function<Transfer, @Nullable Object> posted(Function<Transfer.Posted, Object> value) {
        return transfer -> transfer.outcome() instanceof Transfer.Posted posted ? value.apply(posted) : null;
    }
}
