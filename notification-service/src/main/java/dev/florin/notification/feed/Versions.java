package dev.florin.notification.feed;

import java.util.Arrays;

/** The newest version sent per key. Two small arrays: a user has few wallets, and a node many connections. */
final class Versions {
    private static final String[] NO_KEYS = {};
    private static final long[] NO_VERSIONS = {};

    private String[] keys = NO_KEYS;
    private long[] versions = NO_VERSIONS;

    /** @return whether this version is news; then it counts as sent */
    boolean advance(Place.Latest latest) {
        int at = 0;
        while (at < keys.length && !keys[at].equals(latest.key())) {
            at++;
        }
        if (at == keys.length) {
            keys = Arrays.copyOf(keys, at + 1);
            versions = Arrays.copyOf(versions, at + 1);
            keys[at] = latest.key();
        } else if (latest.version() <= versions[at]) {
            return false;
        }
        versions[at] = latest.version();
        return true;
    }

    /** Everything is news again. */
    void forget() {
        keys = NO_KEYS;
        versions = NO_VERSIONS;
    }
}
