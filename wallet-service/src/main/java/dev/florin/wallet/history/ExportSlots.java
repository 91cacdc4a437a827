package dev.florin.wallet.history;

import java.util.HashMap;
import java.util.Map;

/** Who may have an export running: so many at once, and nobody more than half of them while there are two or more. */
final class ExportSlots {
    /** What became of somebody's wish. */
    enum Wish {
        GRANTED,
        /** Everything that may run is running. */
        ALL_TAKEN,
        /** The user has as many as one user may have. */
        ENOUGH_FOR_ONE
    }

    private final int most;
    private final int mostOfOne;
    private final Map<String, Integer> running = new HashMap<>();
    private int taken;

    ExportSlots(int most) {
        this.most = most;
        this.mostOfOne = Math.max(1, most / 2);
    }

    int mostOfOne() {
        return mostOfOne;
    }

    synchronized int taken() {
        return taken;
    }

    /** Whatever is granted has to be given back. */
    synchronized Wish take(String user) {
        int own = running.getOrDefault(user, 0);
        if (own >= mostOfOne) {
            return Wish.ENOUGH_FOR_ONE;
        }
        if (taken >= most) {
            return Wish.ALL_TAKEN;
        }
        running.put(user, own + 1);
        taken++;
        return Wish.GRANTED;
    }

    synchronized void giveBack(String user) {
        running.computeIfPresent(user, (_, own) -> own == 1 ? null : own - 1);
        taken--;
    }
}
