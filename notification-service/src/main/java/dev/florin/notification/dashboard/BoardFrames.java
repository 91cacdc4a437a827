package dev.florin.notification.dashboard;

import dev.florin.common.json.Json;
import java.time.Instant;

/** The texts of seed 003. Put together, not built and written: the parts are JSON already. */
public final class BoardFrames {
    private BoardFrames() {}

    /** A part of the figures that a client may ask for. */
    public enum Part {
        DASHBOARD("dashboard_update"),
        PENDING("pending_update"),
        HOURLY("hourly_update"),
        CATEGORIES("category_update");

        private final String type;

        Part(String type) {
            this.type = type;
        }

        /** The type of the message that shows it. */
        public String type() {
            return type;
        }

        private String json(Figures figures) {
            return switch (this) {
                case DASHBOARD -> figures.dashboard();
                case PENDING -> figures.pending();
                case HOURLY -> figures.hourly();
                case CATEGORIES -> figures.categories();
            };
        }
    }

    /** @param at what is shown was right then */
    public static String part(Part part, Figures figures, Instant at) {
        return "{\"type\":\"" + part.type + "\",\"data\":" + part.json(figures) + timestamp(at);
    }

    static String periodic(Figures figures, Instant at) {
        return "{\"type\":\"periodic_update\",\"pending_count\":" + figures.pendingCount() + timestamp(at);
    }

    public static String categorised(long categorised, Instant at) {
        return "{\"type\":\"auto_categorize_result\",\"categorized\":" + categorised + timestamp(at);
    }

    private static String timestamp(Instant at) {
        return ",\"timestamp\":\"" + Json.text(at) + "\"}";
    }
}
