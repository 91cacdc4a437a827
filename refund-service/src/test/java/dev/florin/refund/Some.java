package dev.florin.refund;

import java.util.concurrent.atomic.AtomicInteger;

/** Examples of who and what refunds are for. */
public final class Some {
    private static final AtomicInteger USERS = new AtomicInteger();

    private Some() {}

    /** A user whom no other test knows. */
    public static String user(String name) {
        return name + "-" + USERS.incrementAndGet();
    }
}
