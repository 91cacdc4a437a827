package dev.florin.notification.channel;

import java.time.Duration;

/** What became of a try to send. */
sealed interface Outcome {
    /** The next one on the way has taken it over. */
    record Sent() implements Outcome {}

    /** It may work later. */
    record Later(Duration atLeast, String why) implements Outcome {}

    /** There is nowhere to send it any more; unless it was critical, nobody has to look into that. */
    record Gone(String why) implements Outcome {}

    /** It never will. */
    record Never(String why) implements Outcome {}
}
