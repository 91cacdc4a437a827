package dev.florin.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.notification.feed.FakeWire;
import dev.florin.notification.feed.RedisBrokerService;
import dev.florin.notification.inbox.TestInbox;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** With Redis between the nodes, and without it for a while. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@TestProfile(RedisTestResource.Profile.class)
@Tag("slow")
class RedisNodesQuarkusTest extends NodesScenarios {
    private final Service service = Service.underTest();

    @Inject
    RedisBrokerService redis;

    @Override
    void withoutHearingOthers(Runnable meanwhile) {
        RedisTestResource.end();
        try {
            Eventually.holds("Redis is missed", () -> !redis.isConnected());
            meanwhile.run();
        } finally {
            RedisTestResource.begin();
        }
    }

    @Test
    void withoutRedisFramesAreLateButNoneIsLostAndItIsUsedAgainWhenItIsBack() {
        String user = Some.user();
        Node polling = new Node(Duration.ofSeconds(1));
        try (SocketClient client = service.notifications(user)) {
            FakeWire wire = polling.connect(user);
            Eventually.holds("Redis is used", redis::isConnected);
            RedisTestResource.end();
            Eventually.holds("Redis is missed", () -> !redis.isConnected());
            service.as("x").get("/q/health/ready").then().statusCode(200);
            for (int n = 0; n < 5; n++) {
                service.tell(Some.payment(n, user));
                TestInbox.tell(polling.inbox, Some.payment(100 + n, user));
            }
            assertEquals(LongStream.rangeClosed(1, 10).boxed().toList(), FeedQuarkusTest.seqs(client.next(10)));
            Eventually.holds("the other node has all", () -> wire.written.size() == 11);
            RedisTestResource.begin();
            Eventually.holds("Redis is used again", redis::isConnected);
            Eventually.holds("what passes gets through again", () -> {
                passing.pass(List.of(user), passing(0, user));
                return wire.written.getLast().contains("typing");
            });
        } finally {
            polling.stop();
        }
    }
}
