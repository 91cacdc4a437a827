package dev.florin.escrow.redpacket;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Finishes what a crash left behind, and closes what is over. Being late here decides nothing: the clock does. */
@Singleton
public class RedPacketJob {
    private static final Logger LOG = Logger.getLogger(RedPacketJob.class);

    private final FundingService funding;
    private final ClaimService claims;
    private final RedPacketService packets;
    private final RedPacketConfig config;

    RedPacketJob(FundingService funding, ClaimService claims, RedPacketService packets, RedPacketConfig config) {
        this.funding = funding;
        this.claims = claims;
        this.packets = packets;
        this.config = config;
    }

    @Scheduled(every = "${florin.red-packet.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void run() {
        while (funding.settleLeftBehind() == config.batch()) {
            LOG.debug("More red packets were left behind");
        }
        while (claims.settleLeftBehind() == config.batch()) {
            LOG.debug("More claims were left behind");
        }
        while (packets.expireLate() == config.batch()) {
            LOG.debug("More red packets are late");
        }
    }
}
