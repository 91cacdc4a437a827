package dev.florin.notification;

import dev.florin.common.test.FlorinTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** With PostgreSQL between the nodes. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class FrameTraceQuarkusTest extends FrameTraceScenarios {}
