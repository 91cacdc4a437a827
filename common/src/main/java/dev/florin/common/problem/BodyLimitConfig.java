package dev.florin.common.problem;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;

/** How large the body of a request may be. {@code quarkus.http.limits.max-body-size} has to allow the largest. */
@ConfigMapping(prefix = "florin.body-limit")
public interface BodyLimitConfig {
    /** For every path that has no limit of its own. */
    @WithDefault("1M")
    MemorySize general();

    /** For paths that stream what they are sent, by the path: {@code florin.body-limit.paths."/api/files"=64M}. */
    Map<String, MemorySize> paths();
}
