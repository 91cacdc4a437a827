package dev.florin.notification;

import dev.florin.common.test.FlorinTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** With Redis between the nodes. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@TestProfile(RedisSharedLimitsQuarkusTest.Narrow.class)
@Tag("slow")
class RedisSharedLimitsQuarkusTest extends SharedLimitsScenarios {
    public static final class Narrow extends LimitsQuarkusTest.Narrow {
        @Override
        public List<TestResourceEntry> testResources() {
            return new RedisTestResource.Profile().testResources();
        }
    }
}
