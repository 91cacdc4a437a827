package dev.florin.escrow;

import dev.florin.common.event.EventEnvelope;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Sql;
import java.util.List;

/**
 * What takes more than one commit.
 *
 * @param start what is asked of a ledger that dies
 * @param expected its answer meanwhile
 * @param of its row: the table, and the condition
 * @param endsAs state and amounts, by its row
 * @param user whose money it is
 * @param told to that user, from the start on
 * @param isRepeated whether it is for the caller to ask until it is answered, and not for a job
 */
record Saga(
        String name,
        Step start,
        int expected,
        String of,
        String endsAs,
        String user,
        List<String> told,
        boolean isRepeated) {
    /** Asks for something. */
    interface Step {
        ApiAnswer go() throws Exception;
    }

    Saga repeated() {
        return new Saga(name, start, expected, of, endsAs, user, told, true);
    }

    boolean isOfEscrow() {
        return of.startsWith("escrow ");
    }

    /** A column of its row. */
    String column(String sql) {
        return Sql.one("SELECT " + sql + " FROM " + of);
    }

    String stands() {
        return column(
                isOfEscrow()
                        ? "concat_ws(' ', state, held, released, refunded, fee)"
                        : "concat_ws(' ', state, claimed, claimed_count,"
                                + " CASE WHEN refunded_at IS NULL THEN 'kept' ELSE 'back' END)");
    }

    /** What the user has been told so far, in a few words each. */
    List<String> allTold() {
        return EventStub.toldTo(user).stream().map(Saga::words).toList();
    }

    private static String words(EventEnvelope event) {
        String more = event.type().equals("status_change")
                ? event.data().path("new_status").asText()
                : event.data().path("event_type").asText()
                        + event.data().path("status").asText().replaceAll("[A-Z_]+", "")
                        + event.data().path("outcome").asText()
                        + event.data().path("remaining_packets").asText();
        return (event.type() + " " + more).trim();
    }
}
