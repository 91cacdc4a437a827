package dev.florin.notification.socket;

import dev.florin.common.event.Delivery;
import dev.florin.notification.feed.Command;
import dev.florin.notification.feed.Dialect;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.Frame;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Signal;
import dev.florin.notification.feed.TypeFilter;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A protocol in which the server says what the client said, and nothing else: it shows what RFC 6455 asks of the stack.
 */
@ApplicationScoped
class EchoSocket {
    static final String PATH = "/test/echo";

    /** Said to it, there is a fault in the server. */
    static final String FAULT = "fault!";

    private final UpgradeService upgrades;
    private final Door echo = Door.of(new Echo());
    private final AtomicInteger answered = new AtomicInteger();

    EchoSocket(UpgradeService upgrades) {
        this.upgrades = upgrades;
    }

    void mount(@Observes Router router) {
        router.get(PATH).handler(this::open);
    }

    /** How many requests for a connection have had their answer, as far as the HTTP server is concerned. */
    int answered() {
        return answered.get();
    }

    private void open(RoutingContext context) {
        context.addEndHandler(_ -> answered.incrementAndGet());
        upgrades.open(
                context, echo, null, new FeedSession.Wish(TypeFilter.ALL, OptionalLong.empty(), OptionalLong.empty()));
    }

    private static final class Echo implements Dialect {
        @Override
        public String name() {
            return "echo";
        }

        @Override
        public boolean shows(Delivery delivery) {
            return false;
        }

        @Override
        public @Nullable String text(Notice notice) {
            return null;
        }

        @Override
        public @Nullable String text(Signal signal) {
            return null;
        }

        @Override
        public Command command(String text) {
            if (text.equals(FAULT)) {
                throw new IllegalStateException("as the test wishes");
            }
            return new Command.Reply(Frame.text(text));
        }

        @Override
        public boolean takesBinary() {
            return true;
        }

        @Override
        public Command command(byte[] message) {
            return new Command.Reply(Frame.binary(message));
        }
    }
}
