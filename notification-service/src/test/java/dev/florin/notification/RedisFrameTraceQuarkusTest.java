package dev.florin.notification;

import dev.florin.common.test.FlorinTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Tag;

/** With Redis between the nodes. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@TestProfile(RedisTestResource.Profile.class)
@Tag("slow")
class RedisFrameTraceQuarkusTest extends FrameTraceScenarios {}
