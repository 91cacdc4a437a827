package dev.florin.notification.socket;

import dev.florin.common.problem.FlorinException;
import dev.florin.notification.feed.CloseCode;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.Wire;
import io.netty.buffer.ByteBuf;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request that is answered when there is something to tell, or its time is over. */
final class HeldPollSocket implements Wire {
    private static final int MAX_BYTES = 256 * 1024;

    private final RoutingContext context;
    private final Function<CloseCode, FlorinException> problems;
    private final PollAnswer answer = new PollAnswer();
    private @Nullable FeedSession session;
    private boolean overdue;
    private boolean ended;
    private int bytes;

    /** @param problems what is said instead of a close code */
    HeldPollSocket(RoutingContext context, Function<CloseCode, FlorinException> problems) {
        this.context = context;
        this.problems = problems;
    }

    void begin(FeedSession of, Duration wait) {
        session = of;
        if (wait.isZero()) {
            overdue = true;
        } else {
            context.vertx().setTimer(wait.toMillis(), _ -> {
                overdue = true;
                answerIfDue();
            });
        }
    }

    @Override
    public boolean isWritable() {
        return !ended && bytes < MAX_BYTES && answer.size() < PollAnswer.MAX_NOTIFICATIONS;
    }

    /** There is nothing by which a client that waits could show that it is there; that it goes is noticed. */
    @Override
    public void write(ByteBuf frame) {
        Objects.requireNonNull(session).heard();
        try {
            bytes += frame.readableBytes();
            answer.add(frame.toString(StandardCharsets.UTF_8));
        } finally {
            frame.release();
        }
    }

    @Override
    public void flush() {
        answerIfDue();
    }

    /** Not before it is known how things stand: else a client that does not wait would never be told anything. */
    private void answerIfDue() {
        FeedSession of = Objects.requireNonNull(session);
        boolean nothingFollows = overdue && of.isLevel();
        if (!ended && (answer.hasNews() || nothingFollows)) {
            ended = true;
            of.closed();
            var _ = context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(answer.json())
                    .onSuccess(_ -> of.received());
        }
    }

    @Override
    public long unsentBytes() {
        return bytes;
    }

    @Override
    public void close(CloseCode code, String reason) {
        if (!ended) {
            ended = true;
            AdmissionService.answer(context, problems.apply(code));
        }
    }
}
