package dev.florin.notification.feed;

import java.util.List;

/**
 * A hint from one node to the others that something was committed.
 *
 * @param everyone too many users to name: look at all who are connected
 * @param users whose inbox changed
 * @param announcement whether there is a new message to everyone
 */
public record Wake(String node, boolean everyone, List<String> users, boolean announcement) implements NodeMessage {
    /** Beyond so many, looking at everyone who is connected costs less than naming them. */
    static final int MAX_USERS = 2000;

    public Wake {
        users = List.copyOf(users);
    }

    /** Names the users, if they are not too many. */
    public static Wake of(String node, List<String> users, boolean announcement) {
        return users.size() <= MAX_USERS
                ? new Wake(node, false, users, announcement)
                : new Wake(node, true, List.of(), announcement);
    }
}
