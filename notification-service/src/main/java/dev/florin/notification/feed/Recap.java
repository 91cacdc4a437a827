package dev.florin.notification.feed;

import java.util.List;

/** Says again how things stand to users who may have missed what is {@linkplain Place.Passing passing}. */
@FunctionalInterface
public interface Recap {
    /**
     * Tells the connections of these users to this node what holds now; blocks.
     *
     * @throws dev.florin.common.database.DatabaseException to be tried again
     */
    void recap(List<String> users);
}
