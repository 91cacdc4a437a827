package dev.florin.escrow.redpacket;

/** Figures for operators. */
public record RedPacketStats(Packets redPackets, Claims claims) {
    /**
     * @param total that ever had money
     * @param active that can be claimed
     * @param completed of which every share is claimed
     */
    public record Packets(long total, long active, long completed) {}

    /** @param total shares that were paid */
    public record Claims(long total) {}
}
