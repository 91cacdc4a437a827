package dev.florin.notification.channel;

import dev.florin.notification.inbox.Escalation;
import dev.florin.notification.inbox.EscalationSink;
import dev.florin.notification.preference.Channel;
import dev.florin.notification.preference.PreferenceService;
import dev.florin.notification.preference.Preferences;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes critical notifications over that nobody acknowledged: whatever the preferences say about channels and quiet
 * hours, they are sent now, where the user can be reached. What is on its way by that channel already is not sent
 * twice.
 */
@Singleton
public class EscalationService implements EscalationSink {
    private final PreferenceService preferences;
    private final DeliveryStore deliveries;
    private final PushStore subscriptions;
    private final OpenService channels;
    private final Clock clock;

    EscalationService(
            PreferenceService preferences,
            DeliveryStore deliveries,
            PushStore subscriptions,
            OpenService channels,
            Clock clock) {
        this.preferences = preferences;
        this.deliveries = deliveries;
        this.subscriptions = subscriptions;
        this.channels = channels;
        this.clock = clock;
    }

    @Override
    public void escalate(Connection transaction, List<Escalation> escalations) throws SQLException {
        Instant now = clock.instant();
        Set<String> users = escalations.stream().map(Escalation::userId).collect(Collectors.toSet());
        Map<String, Preferences> known = preferences.of(transaction, users);
        Plan.Reach reach = new Plan.Reach(channels.open(), subscriptions.subscribed(transaction, users));
        List<Delivery.Planned> planned = new ArrayList<>();
        for (Escalation one : escalations) {
            Preferences wanted = known.get(one.userId());
            Channel channel = switch (one.channel()) {
                case PUSH -> Channel.PUSH;
                case EMAIL -> Channel.EMAIL;
            };
            if (wanted != null
                    && !reach.of(one.userId(), wanted, Set.of(channel)).isEmpty()) {
                planned.add(new Delivery.Planned(new Delivery.Key(one.userId(), one.seq(), channel), false, now));
            }
        }
        if (!planned.isEmpty()) {
            deliveries.insert(transaction, planned, true, now);
        }
    }
}
