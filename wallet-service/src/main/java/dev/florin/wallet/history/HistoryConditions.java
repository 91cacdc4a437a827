package dev.florin.wallet.history;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a query asks of each movement, as SQL.
 *
 * @param sql begins with AND, unless it asks nothing
 * @param values of its parameters, in their order
 */
record HistoryConditions(String sql, List<String> values) {
    static HistoryConditions of(HistoryQuery query) {
        List<String> conditions = new ArrayList<>();
        List<String> values = new ArrayList<>();
        switch (query.type()) {
            case null -> {}
            case HistoryQuery.CREDIT -> conditions.add("e.amount > 0");
            case HistoryQuery.DEBIT -> conditions.add("e.amount < 0");
            case HistoryQuery.REFUND -> conditions.add("(t.type = 'refund' OR t.type LIKE '%\\_refund')");
            case String type -> {
                conditions.add("t.type = ?");
                values.add(type);
            }
        }
        if (query.minAmount() != null) {
            conditions.add("abs(e.amount) >= w.least");
        }
        if (query.maxAmount() != null) {
            conditions.add("abs(e.amount) <= w.most");
        }
        if (query.counterparty() != null) {
            conditions.add("o.kind = 'wallet' AND o.owner = ?");
            values.add(query.counterparty());
        }
        if (query.text() != null) {
            conditions.add("""
                    strpos(lower(concat_ws(E'\\n', t.metadata->>'description', t.metadata->>'service',
                                           t.metadata->>'message', t.reference)), lower(?)) > 0""");
            values.add(query.text());
        }
        String sql = conditions.stream().map(condition -> " AND " + condition).collect(Collectors.joining());
        return new HistoryConditions(sql, values);
    }
}
