package dev.florin.wallet.insight;

import java.util.List;

/**
 * Everything that is shown of one user, of one moment: the parts of seed 003's sockets.
 *
 * @param pending the newest first
 * @param hourly the last 24 hours, the oldest first
 */
public record UserFigures(
        String userId,
        DashboardView dashboard,
        List<DashboardView.Pending> pending,
        List<DashboardView.Hour> hourly,
        DashboardView.Categories categories) {

    /**
     * Body of {@code POST /internal/insight/figures}.
     *
     * @param users no one twice
     */
    public record Order(List<String> users) {
        /** How many users one request may name. */
        public static final int MAX_USERS = 200;
    }

    /**
     * Its answer: one entry per user, in the order of the request, but for those whose wallets have moved so much since
     * somebody last looked that it is still being added up.
     */
    public record Answer(List<UserFigures> figures) {}

    /** Body of {@code POST /internal/insight/auto-categorize}. */
    public record Whom(String userId) {}
}
