package dev.florin.notification.socket;

import dev.florin.notification.feed.Desk;
import dev.florin.notification.feed.Dialect;

/**
 * One of the addresses at which clients connect.
 *
 * @param desk serves the connections
 * @param takesCookie whether the cookie of {@link SessionResource} says who somebody is
 */
public record Door(Dialect dialect, Desk desk, boolean takesCookie) {
    /** For a dialect without commands of its own. */
    public static Door of(Dialect dialect) {
        return of(dialect, Desk.NONE);
    }

    public static Door of(Dialect dialect, Desk desk) {
        return new Door(dialect, desk, false);
    }

    /** The same, where pages of ours connect with nothing but their cookie. */
    public Door withCookie() {
        return new Door(dialect, desk, true);
    }
}
