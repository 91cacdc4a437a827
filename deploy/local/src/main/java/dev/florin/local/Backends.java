package dev.florin.local;

import dev.florin.local.Gateway.Backend;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The instances of each service, which take turns. One that is not ready, or could not be reached, stands back until it
 * is seen ready: it is only tried when no other lets anybody in.
 */
final class Backends {
    private final Map<Service, List<Backend>> instances;
    private final Set<Backend> standingBack = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();

    Backends(Map<Service, List<Backend>> instances) {
        this.instances = Map.copyOf(instances);
    }

    /** Those of a service in the order in which to try them; none if the service is not run at all. */
    List<Backend> inTurn(Service service) {
        List<Backend> all = new ArrayList<>(instances.getOrDefault(service, List.of()));
        if (all.size() > 1) {
            Collections.rotate(all, -Math.floorMod(turn.getAndIncrement(), all.size()));
            List<Backend> last = all.stream().filter(standingBack::contains).toList();
            all.removeAll(last);
            all.addAll(last);
        }
        return all;
    }

    /** Those whose readiness decides anything: an only instance is tried whatever it says of itself. */
    List<Backend> withOthersBeside() {
        return instances.values().stream()
                .filter(beside -> beside.size() > 1)
                .flatMap(List::stream)
                .toList();
    }

    void stepBack(Backend backend) {
        standingBack.add(backend);
    }

    void stepForward(Backend backend) {
        standingBack.remove(backend);
    }
}
