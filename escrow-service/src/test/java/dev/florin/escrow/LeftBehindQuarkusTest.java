package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.test.Api;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The job finishes what was left behind one by one: what the database refuses does not stop the others. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class LeftBehindQuarkusTest extends RedPacketCase {
    private static final String ESCROWS = "/api/v1/escrows";

    private final String eve = Some.user("eve");

    @AfterEach
    void nothingIsRefused() throws SQLException {
        for (String table : List.of("red_packet", "red_packet_claim", "escrow_movement")) {
            Sql.asSuperuser().execute("DROP TRIGGER IF EXISTS refused_in_test ON " + table);
        }
    }

    /** From now on the database refuses such changes of this table, and no others. */
    private static void refuse(String table, String condition) throws SQLException {
        Sql.asSuperuser()
                .execute(
                        "DROP TRIGGER IF EXISTS refused_in_test ON %1$s; CREATE TRIGGER refused_in_test BEFORE UPDATE ON %1$s FOR EACH ROW WHEN (%2$s) EXECUTE FUNCTION refuse_change()"
                                .formatted(table, condition));
    }

    /** The job finds them all in one run, with the one that is refused in the middle. */
    private static void leaveBehind(String table) throws SQLException {
        Sql.asSuperuser().execute("UPDATE " + table + " SET next_at = now() WHERE state IN ('funding', 'pending')");
    }

    private static String packetOf(String user) {
        return Sql.one("SELECT state FROM red_packet WHERE sender = '" + user + "'");
    }

    private static String claimOf(String user) {
        return Sql.one("SELECT state FROM red_packet_claim WHERE user_id = '" + user + "'");
    }

    @Test
    void packets() throws SQLException {
        String opened = "NEW.state = 'active' AND NEW.sender IN ('%s', '%s', '%s')";
        refuse("red_packet", opened.formatted(bob, sue, eve));
        for (String user : List.of(bob, sue, eve)) {
            int status = Api.as(user)
                    .post(ALL, Some.key(), Some.redPacket(2, 2, "equal", ""))
                    .status();
            assertTrue(status >= 500, "was " + status);
        }
        refuse("red_packet", opened.formatted(sue, sue, sue));
        leaveBehind("red_packet");
        Eventually.holds(
                "the others are opened",
                () -> List.of(packetOf(bob), packetOf(eve)).equals(List.of("active", "active")));
        assertEquals("funding", packetOf(sue));
        nothingIsRefused();
        Eventually.holds("it is opened as well", () -> packetOf(sue).equals("active"));
    }

    @Test
    void claims() throws SQLException {
        String packet = made(3, 3, "");
        String done = "NEW.state = 'done' AND NEW.user_id IN ('%s', '%s', '%s')";
        refuse("red_packet_claim", done.formatted(bob, sue, eve));
        for (String user : List.of(bob, sue, eve)) {
            int status = claim(packet, user).status();
            assertTrue(status >= 500, "was " + status);
        }
        refuse("red_packet_claim", done.formatted(sue, sue, sue));
        leaveBehind("red_packet_claim");
        Eventually.holds(
                "the others are paid", () -> List.of(claimOf(bob), claimOf(eve)).equals(List.of("done", "done")));
        assertEquals("pending", claimOf(sue));
        nothingIsRefused();
        Eventually.holds("it is paid as well", () -> claimOf(sue).equals("done"));
        got("0.01", sue);
    }

    /** What the ledger has paid is written down, and not paid again. */
    @Test
    void movements() throws SQLException {
        String seller = Some.user("seller");
        Map<String, String> escrows = new HashMap<>();
        for (String user : List.of(bob, sue, eve)) {
            escrows.put(user, funded(user, seller));
        }
        String done = "NEW.state = 'done' AND NEW.actor IN ('%s', '%s', '%s')";
        refuse("escrow_movement", done.formatted(bob, sue, eve));
        for (String user : List.of(bob, sue, eve)) {
            int status = Api.as(user)
                    .post(ESCROWS + "/" + escrows.get(user) + "/release", Some.key(), "{}")
                    .status();
            assertTrue(status >= 500, "was " + status);
        }
        got("292.50", seller);
        refuse("escrow_movement", done.formatted(sue, sue, sue));
        leaveBehind("escrow_movement");
        Eventually.holds(
                "the others are released",
                () -> List.of(escrowOf(bob), escrowOf(eve)).equals(List.of("RELEASED", "RELEASED")));
        assertEquals("HELD", escrowOf(sue));
        nothingIsRefused();
        Eventually.holds("it is released as well", () -> escrowOf(sue).equals("RELEASED"));
        got("292.50", seller);
    }

    private static String funded(String buyer, String seller) {
        String id = Api.as(buyer)
                .post(ESCROWS, Some.key(), Some.escrow(seller, ""))
                .expect(201)
                .json()
                .get("escrow_id")
                .textValue();
        Api.as(buyer).post(ESCROWS + "/" + id + "/fund", Some.key(), "").expect(200);
        return id;
    }

    private static String escrowOf(String buyer) {
        return Sql.one("SELECT state FROM escrow WHERE buyer = '" + buyer + "'");
    }
}
