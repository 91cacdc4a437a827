package dev.florin.notification.channel;

import dev.florin.notification.inbox.Companion;
import dev.florin.notification.preference.Channel;
import dev.florin.notification.preference.PreferenceService;
import dev.florin.notification.preference.Preferences;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes, with the notifications of a batch, what of them has to be sent. */
@Singleton
public class PlanService implements Companion {
    private final PreferenceService preferences;
    private final DeliveryStore deliveries;
    private final PushStore subscriptions;
    private final Set<Channel> open;

    PlanService(
            PreferenceService preferences, DeliveryStore deliveries, PushStore subscriptions, OpenService channels) {
        this.preferences = preferences;
        this.deliveries = deliveries;
        this.subscriptions = subscriptions;
        this.open = channels.open();
    }

    /** One look at the primary key of the preferences for the whole batch; more only for who has any. */
    @Override
    public void keep(Connection transaction, List<Kept> kept, Instant now) throws SQLException {
        if (open.isEmpty()) {
            return;
        }
        Map<String, Preferences> wanted =
                preferences.of(transaction, kept.stream().map(Kept::userId).collect(Collectors.toSet()));
        if (wanted.isEmpty()) {
            return;
        }
        Set<String> pushable =
                open.contains(Channel.PUSH) ? subscriptions.subscribed(transaction, wanted.keySet()) : Set.of();
        List<Delivery.Planned> planned = Plan.of(kept, wanted, new Plan.Reach(open, pushable), now);
        if (!planned.isEmpty()) {
            deliveries.insert(transaction, planned, false, now);
        }
    }
}
