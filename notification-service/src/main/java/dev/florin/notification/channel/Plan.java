package dev.florin.notification.channel;

import dev.florin.notification.inbox.Companion;
import dev.florin.notification.preference.Channel;
import dev.florin.notification.preference.Occasion;
import dev.florin.notification.preference.Preferences;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides what has to be sent of what was kept. */
final class Plan {
    private Plan() {}

    /**
     * Where somebody can be reached at all.
     *
     * @param open the channels that this installation has
     * @param pushable the users who have a browser to be woken
     */
    record Reach(Set<Channel> open, Set<String> pushable) {
        List<Channel> of(String userId, Preferences preferences, Collection<Channel> wanted) {
            return wanted.stream()
                    .filter(open::contains)
                    .filter(channel -> switch (channel) {
                        case EMAIL -> preferences.email() != null;
                        case PUSH -> pushable.contains(userId);
                    })
                    .sorted()
                    .toList();
        }
    }

    /** @param preferences of those users who have any; the others get nothing */
    static List<Delivery.Planned> of(
            Collection<Companion.Kept> kept, Map<String, Preferences> preferences, Reach reach, Instant now) {
        List<Delivery.Planned> planned = new ArrayList<>();
        for (Companion.Kept one : kept) {
            Preferences wanted = preferences.get(one.userId());
            if (wanted != null) {
                Occasion occasion = Occasion.of(one.notice().event(), one.priority());
                switch (wanted.decide(occasion, now)) {
                    case Preferences.Decision.InboxOnly() -> {}
                    case Preferences.Decision.Send(var channels) ->
                        add(planned, one, reach.of(one.userId(), wanted, channels), false, now);
                    case Preferences.Decision.Defer(var channels, var until) ->
                        add(planned, one, reach.of(one.userId(), wanted, channels), true, until);
                }
            }
        }
        return planned;
    }

    private static void add(
            List<Delivery.Planned> planned, Companion.Kept one, List<Channel> channels, boolean digest, Instant due) {
        channels.forEach(channel ->
                planned.add(new Delivery.Planned(new Delivery.Key(one.userId(), one.seq(), channel), digest, due)));
    }
}
