package dev.florin.common.test;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For tests of figures that begin anew with the hour, the day or the month, in UTC: each begins so long before the next
 * full hour that it ends in the hour in which it began. It is the service's clock that turns, so it is waited for.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SteadyHour.Wait.class)
public @interface SteadyHour {
    /** Lets the hour turn if too little is left of it. */
    final class Wait implements BeforeAllCallback, BeforeEachCallback {
        private static final Duration LEFT = Duration.ofSeconds(30);

        /** Clocks of two processes on one machine are the same, but for rounding. */
        private static final Duration INTO_THE_NEXT = Duration.ofMillis(50);

        @Override
        public void beforeAll(ExtensionContext context) throws InterruptedException {
            Thread.sleep(wait(Instant.now()));
        }

        @Override
        public void beforeEach(ExtensionContext context) throws InterruptedException {
            Thread.sleep(wait(Instant.now()));
        }

        /** How long to wait at this moment. */
        static Duration wait(Instant now) {
            Instant next = now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
            Duration left = Duration.between(now, next);
            return left.compareTo(LEFT) < 0 ? left.plus(INTO_THE_NEXT) : Duration.ZERO;
        }
    }
}
