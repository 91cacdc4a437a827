package dev.florin.wallet;

import dev.florin.common.test.Sql;

/** All money that the service keeps. */
public final class Books {
    private Books() {}

    /** Changes when any amount of money anywhere changes. */
    public static String digest() {
        return Sql.one("""
                SELECT md5((SELECT string_agg(a::text, ';' ORDER BY id) FROM account a)
                        || (SELECT coalesce(string_agg(e::text, ';' ORDER BY account_id, seq), '') FROM entry e)
                        || (SELECT coalesce(string_agg(t::text, ';' ORDER BY id), '') FROM transfer t WHERE refused IS NULL)
                        || (SELECT coalesce(string_agg(h::text, ';' ORDER BY id), '') FROM hold h WHERE refused IS NULL))
                """);
    }
}
