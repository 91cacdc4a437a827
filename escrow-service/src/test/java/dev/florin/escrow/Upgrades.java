package dev.florin.escrow;

import dev.florin.common.test.Upgrade;
import java.util.Map;
import java.util.TreeMap;

/** Databases of earlier versions that this one has taken over, each made once for all tests. */
public final class Upgrades {
    /** Before refunds had names, and before it was kept what does not come to its end. */
    public static final int NAMELESS = 4;

    /** Before a key stood for one request, of whatever kind. */
    public static final int MANY_KEYS = 6;

    /** Before payments could be dismissed, and confirmations had keys. */
    public static final int KEYLESS_CONFIRMATIONS = 13;

    private static final Map<Integer, Upgrade> DONE = new TreeMap<>();

    private Upgrades() {}

    /** The one from a version. */
    public static synchronized Upgrade from(int version) {
        return DONE.computeIfAbsent(version, _ -> {
            Upgrade upgrade = Upgrade.from(
                    "upgraded_escrow_from_" + version,
                    version,
                    version == NAMELESS ? new String[] {"promises"} : new String[] {"promises", "unsettled"});
            upgrade.migrate();
            return upgrade;
        });
    }
}
