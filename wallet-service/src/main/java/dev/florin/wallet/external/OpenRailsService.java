package dev.florin.wallet.external;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rails of this house. */
@Singleton
public class OpenRailsService {
    private final Map<String, Rail> rails;

    OpenRailsService(RailConfig config, Clock clock) {
        this.rails = Stream.of(new InstantRail(config.instant()), chain(config, clock))
                .collect(Collectors.toUnmodifiableMap(Rail::name, Function.identity()));
    }

    private static ChainRail chain(RailConfig config, Clock clock) {
        List<String> secrets = config.chainSecrets().orElse(List.of());
        GatewayClient gateway = config.chainUrl()
                .filter(_ -> !secrets.isEmpty())
                .map(url -> new GatewayClient(url, secrets.getFirst(), config.timeout(), clock))
                .orElse(null);
        return new ChainRail(secrets, gateway);
    }

    Optional<Rail> rail(String name) {
        return Optional.ofNullable(rails.get(name));
    }

    /**
     * The rail that a client asks for; {@code instant} if it asks for none.
     *
     * @param isRepeat a repeat gets its answer also after the rail was closed
     * @throws FlorinException {@link ProblemType#UNKNOWN_RAIL}
     */
    Rail wanted(@Nullable String name, boolean isRepeat) {
        return rail(name == null ? InstantRail.NAME : name)
                .filter(rail -> rail.isOpen() || isRepeat)
                .orElseThrow(() -> new FlorinException(
                        ProblemType.UNKNOWN_RAIL, "There is no such rail, or it is not open here."));
    }
}
