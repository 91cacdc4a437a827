package dev.florin.notification.topic;

/** How topics are written. */
public final class Topics {
    /** Before the id of an escrow. */
    public static final String ESCROW = "escrow:";

    private Topics() {}
}
