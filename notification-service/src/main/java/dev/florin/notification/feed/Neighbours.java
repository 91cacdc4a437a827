package dev.florin.notification.feed;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Hands what other nodes say to those on this node whom it concerns. */
public final class Neighbours {
    private static final Logger LOG = Logger.getLogger(Neighbours.class);

    private final ConcurrentHashMap<Class<?>, CopyOnWriteArrayList<Consumer<NodeMessage>>> listeners =
            new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Consumer<Collection<String>>> gapListeners = new CopyOnWriteArrayList<>();

    /** From now on this listener hears every message of a kind; it must not block. */
    public <M extends NodeMessage> void on(Class<M> kind, Consumer<M> listener) {
        listeners
                .computeIfAbsent(kind, _ -> new CopyOnWriteArrayList<>())
                .add(message -> listener.accept(kind.cast(message)));
    }

    /**
     * From now on this listener is told of users of this node who may have missed what another node said, once it is
     * heard again; it must not block.
     */
    public void onGap(Consumer<Collection<String>> listener) {
        gapListeners.add(listener);
    }

    /** For these users this node hears the others from now on, and may not have done so while they were connected. */
    void gap(Collection<String> users) {
        gapListeners.forEach(listener -> listener.accept(users));
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
