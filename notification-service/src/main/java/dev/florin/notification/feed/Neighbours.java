package dev.florin.notification.feed;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Hands what other nodes say to those on this node whom it concerns. */
public final class Neighbours {
    private static final Logger LOG = Logger.getLogger(Neighbours.class);

    private final ConcurrentHashMap<Class<?>, CopyOnWriteArrayList<Consumer<NodeMessage>>> listeners =
            new ConcurrentHashMap<>();

    /** From now on this listener hears every message of a kind; it must not block. */
    public <M extends NodeMessage> void on(Class<M> kind, Consumer<M> listener) {
        listeners
                .computeIfAbsent(kind, _ -> new CopyOnWriteArrayList<>())
                .add(message -> listener.accept(kind.cast(message)));
    }

    /** Another node said this. A listener that fails does not keep it from the others. */
    public void heard(NodeMessage message) {
        for (Consumer<NodeMessage> listener :
                listeners.getOrDefault(message.getClass(), new CopyOnWriteArrayList<>())) {
            try {
                listener.accept(message);
            } catch (RuntimeException e) {
                LOG.errorf(
                        e,
                        "Failed to do what another node said: Kind=%s",
                        message.getClass().getSimpleName());
            }
        }
    }
}
