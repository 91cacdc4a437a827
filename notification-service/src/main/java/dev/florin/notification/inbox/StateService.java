package dev.florin.notification.inbox;

import dev.florin.common.id.Ids;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.notification.feed.PassingService;
import dev.florin.notification.feed.Recap;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * What users make of their notifications, and how many are unread. Each change is told to the user's devices on all
 * nodes; what changes nothing is not told.
 */
@Singleton
class StateService implements Recap {
    private static final int MAX_ID_LENGTH = 128;

    private final StateStore store;
    private final PassingService passing;
    private final Clock clock;

    StateService(StateStore store, PassingService passing, Clock clock) {
        this.store = store;
        this.passing = passing;
        this.clock = clock;
    }

    Notification.Unread unread(String userId) {
        return store.unread(userId);
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND} if the user has none with this id, whoever else may */
    Notification mark(String userId, String id, Mark mark) {
        if (id.length() > MAX_ID_LENGTH || id.indexOf('\0') >= 0) {
            throw notFound();
        }
        Instant now = clock.instant();
        StateStore.Marked marked = store.mark(userId, id, mark, now).orElseThrow(StateService::notFound);
        marked.changed().ifPresent(unread -> tell(userId, StateChange.of(id, mark, unread), now));
        return marked.notification();
    }

    Notification.ReadTogether readAll(String userId, long upToSeq) {
        Instant now = clock.instant();
        Notification.ReadTogether read = store.readAll(userId, upToSeq, now);
        if (read.changed() > 0) {
            tell(userId, StateChange.readUpTo(read), now);
        }
        return read;
    }

    /** A device that keeps count would be wrong until the next change. */
    @Override
    public void recap(List<String> users) {
        Instant now = clock.instant();
        store.unread(users)
                .forEach((user, unread) -> passing.passHere(
                        List.of(user),
                        StateChange.counted(unread).notice(Ids.fresh().toString(), now)));
    }

    private void tell(String userId, StateChange change, Instant at) {
        passing.pass(List.of(userId), change.notice(Ids.fresh().toString(), at));
    }

    private static FlorinException notFound() {
        return new FlorinException(ProblemType.NOT_FOUND, "There is no such notification.");
    }
}
