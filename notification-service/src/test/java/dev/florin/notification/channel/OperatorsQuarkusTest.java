package dev.florin.notification.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import dev.florin.notification.Service;
import dev.florin.notification.SocketClient;
import dev.florin.notification.Some;
import dev.florin.notification.broadcast.BroadcastService;
import dev.florin.notification.inbox.InboxService;
import dev.florin.notification.preference.Channel;
import dev.florin.notification.preference.Preferences;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is told of what was given up while nobody is named; the rest about it is in ChannelQuarkusTest. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class OperatorsQuarkusTest {
    private static final Clock CLOCK = Clock.fixed(Some.NOON, ZoneOffset.UTC);

    private final Service service = Service.underTest();

    @Inject
    InboxService inbox;

    @Inject
    BroadcastService broadcasts;

    /** Who connects with the role within a day would be told, in other tests too. */
    @AfterEach
    void forget() throws SQLException {
        try (Connection connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("DELETE FROM broadcast WHERE admin_id = 'notification-service'");
        }
    }

    private static Delivery.Parcel parcel(String user) {
        return new Delivery.Parcel(user, Channel.EMAIL, Preferences.DEFAULT, false, List.of());
    }

    @Test
    void whoComesAsAnAdminIsToldOnceADayWhereNobodyIsNamed() {
        ChannelConfig nobody = new SmallRyeConfigBuilder()
                .withMapping(ChannelConfig.class)
                .build()
                .getConfigMapping(ChannelConfig.class);
        OperatorsService operators = new OperatorsService(inbox, broadcasts, nobody, CLOCK);
        List.of("alice", "bob", "alice").forEach(user -> operators.tell(parcel(user)));
        String admin = Some.user();
        try (SocketClient client =
                SocketClient.connect(service.notificationsUri(TestTokens.admin(admin), "?query=system_alert"))) {
            client.next("connected");
            JsonNode alert = client.next("system_alert");
            assertEquals("critical", alert.at("/data/severity").asText());
            assertEquals(
                    "Not everybody could be reached by email on " + LocalDate.ofInstant(Some.NOON, ZoneOffset.UTC)
                            + "; the log says whom.",
                    alert.at("/data/message").asText());
            client.hasNothingMore();
        }
    }
}
