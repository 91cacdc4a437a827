package dev.florin.escrow.redpacket;

import dev.florin.escrow.unsettled.Retry;
import dev.florin.escrow.unsettled.UnsettledConfig;
import java.time.Duration;
import java.util.UUID;

/**
 * What a job took to finish it.
 *
 * @param tries how often it was taken, with this time
 */
record TakenRow(UUID id, int tries) {
    /** How long it waits if this try is in vain. */
    Duration nextWait(UnsettledConfig config) {
        return Retry.after(tries, config.backOff(), config.maxBackOff());
    }
}
