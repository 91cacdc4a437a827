package dev.florin.notification;

import dev.florin.common.test.Upgrade;
import java.util.Map;
import java.util.TreeMap;

/** Databases of earlier versions that this one has taken over, each made once for all tests. */
public final class Upgrades {
    /** Before tickets stood for a token, and critical notifications escalated. */
    public static final int INBOX = 3;

    /** Before it was kept when something was acknowledged. */
    public static final int TIMELESS = 8;

    /** Before the texts of a room went with its messages. */
    public static final int TALKATIVE = 10;

    /** Before an acknowledgement had a beginning. */
    public static final int MARKS = 13;

    private static final Map<Integer, Upgrade> DONE = new TreeMap<>();

    private Upgrades() {}

    /** The one from a version. */
    public static synchronized Upgrade from(int version) {
        return DONE.computeIfAbsent(version, _ -> {
            Upgrade upgrade = Upgrade.from(
                    "upgraded_notification_from_" + version,
                    version,
                    switch (version) {
                        case INBOX -> new String[] {"inbox"};
                        case TIMELESS -> new String[] {"inbox", "people"};
                        case TALKATIVE -> new String[] {"inbox", "people", "acknowledged"};
                        case MARKS -> new String[] {"inbox", "people", "acknowledged", "runs"};
                        default -> throw new IllegalArgumentException("nothing is known of version " + version);
                    });
            upgrade.migrate();
            return upgrade;
        });
    }
}
