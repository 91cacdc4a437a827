package dev.florin.refund;

import dev.florin.common.test.Upgrade;
import java.util.Map;
import java.util.TreeMap;

/** Databases of earlier versions that this one has taken over, each made once for all tests. */
public final class Upgrades {
    /** Before refunds were compared with the books of others. */
    public static final int NO_BOOKS = 2;

    /** Before the stories of many refunds were written at once. */
    public static final int ONE_STORY_AT_A_TIME = 3;

    private static final Map<Integer, Upgrade> DONE = new TreeMap<>();

    private Upgrades() {}

    /** The one from a version. */
    public static synchronized Upgrade from(int version) {
        return DONE.computeIfAbsent(version, _ -> {
            Upgrade upgrade = Upgrade.from(
                    "upgraded_refund_from_" + version,
                    version,
                    version == NO_BOOKS ? new String[] {"refunds"} : new String[] {"refunds", "books"});
            upgrade.migrate();
            return upgrade;
        });
    }
}
