package dev.florin.notification.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.Upgrade;
import dev.florin.notification.Upgrades;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rooms, on tables of earlier versions. */
class ChatUpgradeTest {
    @ParameterizedTest
    @ValueSource(ints = {Upgrades.TIMELESS, Upgrades.TALKATIVE, Upgrades.MARKS})
    void whatWasSaidBeforeIsForgottenAlsoByTheInboxes(int version) {
        Upgrade upgrade = Upgrades.from(version);
        MessageStore messages = new MessageStore(upgrade.application());
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        assertEquals(500, messages.forget(yesterday, 1_000));
        UUID room = UUID.fromString(upgrade.one("SELECT md5('room 1')::uuid"));
        assertEquals(50, messages.list(room, "c1", 0, 100, 100, yesterday).size());
        assertEquals(
                "1500 1500",
                upgrade.one(
                        "SELECT count(*) FILTER (WHERE data ->> 'text' = '' AND data ->> 'expired' = 'true' AND data -> 'plain' IS NULL)"
                                + " || ' ' || count(*) FILTER (WHERE data ->> 'plain' LIKE 'said <b>%')"
                                + " FROM notification WHERE type = 'chat_message'"));
    }
}
