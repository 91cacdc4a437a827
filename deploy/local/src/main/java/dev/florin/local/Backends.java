package dev.florin.local;

import dev.florin.local.Gateway.Backend;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The instances of each service, which take turns. */
final class Backends {
    private final Map<Service, List<Backend>> instances;
    private final AtomicInteger turn = new AtomicInteger();

    Backends(Map<Service, List<Backend>> instances) {
        this.instances = Map.copyOf(instances);
    }

    /** Empty if the service is not run at all. */
    Optional<Backend> next(Service service) {
        List<Backend> candidates = instances.getOrDefault(service, List.of());
        return candidates.isEmpty()
                ? Optional.empty()
                : Optional.of(candidates.get(Math.floorMod(turn.getAndIncrement(), candidates.size())));
    }
}
