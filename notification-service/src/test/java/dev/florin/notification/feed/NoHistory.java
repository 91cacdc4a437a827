package dev.florin.notification.feed;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Of users to whom nothing was ever told. */
public final class NoHistory implements History {
    @Override
    public List<Standing> standings(Collection<String> users) {
        return users.stream()
                .map(user -> new Standing(user, 0, 1, 0, Standing.NEVER, List.of()))
                .toList();
    }

    @Override
    public Map<Range, List<Notice>> pages(Collection<Range> ranges) {
        return Map.of();
    }

    @Override
    public List<Notice> announcements(long after) {
        return List.of();
    }

    @Override
    public List<String> risen(Map<String, Long> revisions) {
        return List.of();
    }

    @Override
    public long epoch() {
        return 1;
    }
}
