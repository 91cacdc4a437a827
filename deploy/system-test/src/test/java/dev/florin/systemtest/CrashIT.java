package dev.florin.systemtest;

import dev.florin.local.Service;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code kill -9} in the middle of a stream of transfers. */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
class CrashIT {
    @Test
    void killedWalletServiceLosesNothingAndInventsNothing(Florin florin) {
        try (Storm storm = new Storm(florin, 1)) {
            storm.begin();
            florin.system().kill(Service.WALLET);
            storm.load().awaitRepeats();
            florin.system().start(Service.WALLET);
            storm.assertSurvived();
        }
    }

    @Test
    void killedNotificationServiceLosesNothingAndRepeatsNothing(Florin florin) {
        try (Storm storm = new Storm(florin, 2)) {
            storm.begin();
            florin.system().kill(Service.NOTIFICATION);
            storm.flow();
            florin.system().start(Service.NOTIFICATION);
            storm.assertSurvived();
        }
    }

    @Test
    void killedPostgresLosesNothingAndInventsNothing(Florin florin) {
        try (Storm storm = new Storm(florin, 3)) {
            storm.begin();
            florin.system().killPostgres();
            storm.load().awaitRepeats();
            florin.system().restartPostgres();
            storm.assertSurvived();
        }
    }

    @Test
    void powerCutOfEverythingLosesNothingAndInventsNothing(Florin florin) {
        try (Storm storm = new Storm(florin, 4)) {
            storm.begin();
            florin.system().killPostgres();
            florin.system().kill(Service.WALLET);
            florin.system().kill(Service.NOTIFICATION);
            storm.load().awaitRepeats();
            florin.heal();
            storm.assertSurvived();
        }
    }
}
