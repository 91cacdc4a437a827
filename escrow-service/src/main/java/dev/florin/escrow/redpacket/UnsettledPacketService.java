package dev.florin.escrow.redpacket;

import dev.florin.common.page.TimeCursor;
import dev.florin.escrow.unsettled.Unsettled;
import dev.florin.escrow.unsettled.UnsettledSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Red packets that wait for their money, and claims that wait to be paid. */
@Singleton
public class UnsettledPacketService implements UnsettledSource {
    private final UnsettledPacketStore store;
    private final RedPacketStore packets;
    private final FundingService funding;
    private final ClaimService claims;

    UnsettledPacketService(
            UnsettledPacketStore store, RedPacketStore packets, FundingService funding, ClaimService claims) {
        this.store = store;
        this.packets = packets;
        this.funding = funding;
        this.claims = claims;
    }

    @Override
    public List<Unsettled> unsettled(TimeCursor after, int limit) {
        return store.unsettled(after, limit);
    }

    @Override
    public List<Unsettled> takeUntold(Connection transaction, int tries, Instant since, Instant now, int limit)
            throws SQLException {
        return store.takeUntold(transaction, tries, since, now, limit);
    }

    @Override
    public boolean retry(UUID id) {
        return packets.packet(id).map(funding::settled).isPresent() || claims.retry(id);
    }
}
