package dev.florin.wallet;

import dev.florin.common.test.Upgrade;
import java.util.Map;
import java.util.TreeMap;

/** Databases of earlier versions that this one has taken over, each made once for all tests. */
public final class Upgrades {
    /** Before entries stood in months. */
    public static final int WHOLE_ENTRIES = 5;

    /** Before it was known of figures, and of holds, what had been given back. */
    public static final int SPENT_FOR_EVER = 10;

    /** Before minutes said what had come from outside. */
    public static final int MINUTES = 20;

    /** Before the list of transfers in every state. */
    public static final int PAYMENTS_ONLY = 24;

    private static final Map<Integer, Upgrade> DONE = new TreeMap<>();

    private Upgrades() {}

    /** The one from a version. */
    public static synchronized Upgrade from(int version) {
        return DONE.computeIfAbsent(version, _ -> {
            Upgrade upgrade = begin("upgraded_wallet_from_" + version, version);
            upgrade.migrate();
            return upgrade;
        });
    }

    /** A database of a version, as it is before the upgrade. */
    public static Upgrade begin(String name, int version) {
        return Upgrade.from(
                name,
                version,
                switch (version) {
                    case WHOLE_ENTRIES -> new String[] {"ledger"};
                    case SPENT_FOR_EVER -> new String[] {"months", "ledger", "features"};
                    case MINUTES -> new String[] {"months", "ledger", "features", "minutes", "decision"};
                    case PAYMENTS_ONLY -> new String[] {"months", "ledger", "features", "decision", "newest"};
                    default -> throw new IllegalArgumentException("nothing is known of version " + version);
                });
    }
}
