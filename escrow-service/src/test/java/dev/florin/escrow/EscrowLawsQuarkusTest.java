package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.test.Api;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database does not let happen to escrows, whatever the code says. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class EscrowLawsQuarkusTest extends EscrowCase {
    private static void refused(Sql database, String sql, String why) {
        SQLException refusal = assertThrows(SQLException.class, () -> database.execute(sql), sql);
        assertTrue(refusal.toString().contains(why), refusal.toString());
    }

    /** Of an escrow that is partly released. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE escrow SET released = released + 1 WHERE id = '%s' | nothing_is_lost",
                "UPDATE escrow SET held = held - 1 WHERE id = '%s' | nothing_is_lost",
                "UPDATE escrow SET funded = funded + 1 WHERE id = '%s' | nothing_is_lost",
                "UPDATE escrow SET fee = -fee, held = held + 2 * fee WHERE id = '%s' | escrow_fee_check",
                "UPDATE escrow SET paid = amount, returned = 1 WHERE id = '%s' | no_more_than_agreed",
                "UPDATE escrow SET released = released + held, held = 0 WHERE id = '%s' | held_while_open",
                "UPDATE escrow SET state = 'RELEASED', acts_at = NULL WHERE id = '%s' | nothing_held_at_the_end",
                "UPDATE escrow SET state = 'DISPUTED' WHERE id = '%s' | the_clock_leaves_the_rest_alone",
                "DELETE FROM escrow WHERE id = '%s' | history",
                "UPDATE escrow_movement SET answer = '{}' WHERE escrow_id = '%s' | history",
                "UPDATE escrow_movement SET state = 'pending', answer = NULL WHERE escrow_id = '%s' | history",
                "DELETE FROM escrow_movement WHERE escrow_id = '%s' | history",
                "UPDATE escrow_transition SET actor = 'eve' WHERE escrow_id = '%s' | history",
                "DELETE FROM escrow_transition WHERE escrow_id = '%s' | history",
                "UPDATE escrow_confirmation SET answer = NULL WHERE escrow_id = '%s' | history",
                "DELETE FROM escrow_confirmation WHERE escrow_id = '%s' | history",
                "DELETE FROM used_key WHERE id = '%s' | history"
            })
    void notEvenTheOwnerCan(String sql, String why) {
        String escrow = funded("");
        buyer.post(escrow + "/release", Some.key(), "{\"amount\":30}").expect(200);
        seller.post(escrow + "/confirm", Some.key(), "").expect(200);
        refused(Sql.asSuperuser(), sql.formatted(id(escrow)), why);
        assertEquals("PARTIALLY_RELEASED 70.00 29.25 0.00 0.75", stands(escrow));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RELEASED", "REFUNDED", "CANCELLED"})
    void whatHasEndedHasEnded(String state) {
        String escrow = made("");
        if (state.equals("CANCELLED")) {
            buyer.post(escrow + "/cancel", "").expect(200);
        } else {
            buyer.post(escrow + "/fund", Some.key(), "").expect(200);
            Api party = state.equals("RELEASED") ? buyer : seller;
            String step = state.equals("RELEASED") ? "/release" : "/refund";
            party.post(escrow + step, Some.key(), "{}").expect(200);
        }
        refused(Sql.asSuperuser(), "UPDATE escrow SET state = 'INITIATED' WHERE id = '" + id(escrow) + "'", "history");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE escrow SET amount = 1",
                "UPDATE escrow SET seller = 'eve'",
                "UPDATE escrow SET fee_bps = 0",
                "UPDATE escrow SET terms = 'others'",
                "UPDATE escrow_movement SET to_seller = 1",
                "UPDATE escrow_movement SET actor = 'eve'",
                "UPDATE escrow_transition SET reason = 'another'",
                "UPDATE dispute SET reason = 'another'",
                "UPDATE dispute_evidence SET text = 'another'",
                "UPDATE escrow_confirmation SET fingerprint = id",
                "UPDATE used_key SET id = id",
                "DELETE FROM escrow",
                "DELETE FROM escrow_movement",
                "DELETE FROM escrow_transition",
                "DELETE FROM dispute",
                "DELETE FROM dispute_evidence",
                "DELETE FROM escrow_confirmation",
                "DELETE FROM used_key"
            })
    void theApplicationHasNoRightTo(String sql) {
        refused(Sql.asApplication(), sql, "permission denied");
    }
}
