package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what with a red packet in which state, asked from outside, everything with everything. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class RedPacketTransitionQuarkusTest extends RedPacketCase {
    private static final String DONE = "200";
    private static final String FORBIDDEN = "403 forbidden";
    private static final String UNKNOWN = "404 not-found";

    /** Where it stands, and what has gone on in it. */
    enum State {
        /** The ledger is away, and nobody knows whether there is money for it. */
        FUNDING,
        /** There was none. */
        REFUSED,
        /** One of two shares is claimed. */
        ACTIVE,
        /** Its last share is taken, and the ledger is away. */
        TAKEN,
        COMPLETED,
        CANCELLED,
        EXPIRED,
        /** Cancelled, and given back. */
        REFUNDED
    }

    /** In what capacity somebody asks; whoever is named may claim. */
    enum Caller {
        SENDER,
        NAMED,
        STRANGER,
        ADMIN,
        SERVICE
    }

    enum Step {
        LOOK,
        CLAIM,
        CANCEL,
        REFUND
    }

    @AfterEach
    void theLedgerIsBack() {
        WalletStub.refuses(alice, null);
        WalletStub.refuses(sue, null);
    }

    private String in(State state) throws SQLException {
        int shares = state == State.TAKEN || state == State.COMPLETED ? 1 : 2;
        String body = Some.redPacket(10, shares, "equal", ", \"recipients\": [\"" + bob + "\", \"" + sue + "\"]");
        if (state == State.FUNDING || state == State.REFUSED) {
            WalletStub.refuses(alice, state == State.FUNDING ? "id-reused" : "insufficient-funds");
            sender.post(ALL, Some.key(), body).expect(state == State.FUNDING ? 503 : 422);
            return sender.get(ALL)
                    .expect(200)
                    .json()
                    .at("/red_packets/0/packet_id")
                    .textValue();
        }
        String packet = sender.post(ALL, Some.key(), body)
                .expect(201)
                .json()
                .get("packet_id")
                .textValue();
        if (state == State.TAKEN) {
            WalletStub.refuses(sue, "id-reused");
        }
        claim(packet, sue).expect(state == State.TAKEN ? 503 : 200);
        if (state == State.EXPIRED) {
            Sql.asSuperuser()
                    .execute("UPDATE red_packet SET expires_at = now() - interval '1 second' WHERE id = '" + packet
                            + "'");
        }
        if (state == State.CANCELLED || state == State.REFUNDED) {
            asked(Caller.SENDER, Step.CANCEL, packet).expect(200);
        }
        if (state == State.REFUNDED) {
            asked(Caller.SERVICE, Step.REFUND, packet).expect(200);
        }
        return packet;
    }

    private ApiAnswer asked(Caller caller, Step step, String packet) {
        Api api = switch (caller) {
            case SENDER -> sender;
            case NAMED -> Api.as(bob);
            case STRANGER -> Api.as(Some.user("eve"));
            case ADMIN -> Api.asAdmin();
            case SERVICE -> Api.asService();
        };
        String path = ALL + "/" + packet;
        return switch (step) {
            case LOOK -> api.get(path);
            case CLAIM -> api.post(path + "/claim", Some.key(), "");
            case CANCEL -> api.post(path + "/cancel", "");
            case REFUND -> api.post("/internal/refundables/red_packet/" + packet + "/refund", "{\"refund_id\":\"r1\"}");
        };
    }

    /** What each state decides about; everything else is the same in all of them. */
    private record Contract(String cancel, String isNamed, String claim, String refund) {
        String of(Caller caller, Step step) {
            if ((step == Step.REFUND) != (caller == Caller.SERVICE)) {
                return FORBIDDEN;
            }
            return switch (caller) {
                case SERVICE -> refund;
                case STRANGER, ADMIN -> UNKNOWN;
                case SENDER ->
                    switch (step) {
                        case LOOK, REFUND -> DONE;
                        case CLAIM -> "422 same-account";
                        case CANCEL -> cancel;
                    };
                case NAMED ->
                    switch (step) {
                        case LOOK, REFUND -> isNamed;
                        case CLAIM -> claim;
                        case CANCEL -> isNamed.equals(DONE) ? FORBIDDEN : isNamed;
                    };
            };
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # state   | the sender cancels     | who is named looks | and claims              | refund-service
            FUNDING   | 503 ledger-unavailable | 404 not-found      | 404 not-found           | 409 refund-not-due
            REFUSED   | 409 red-packet-not-open| 404 not-found      | 404 not-found           | 409 refund-not-due
            ACTIVE    | 200                    | 200                | 200                     | 409 refund-not-due
            TAKEN     | 409 red-packet-empty   | 200                | 409 red-packet-empty    | 503 ledger-unavailable
            COMPLETED | 409 red-packet-empty   | 200                | 409 red-packet-empty    | 409 refund-not-due
            CANCELLED | 200                    | 200                | 409 red-packet-not-open | 200
            EXPIRED   | 409 red-packet-expired | 200                | 409 red-packet-expired  | 200
            REFUNDED  | 200                    | 200                | 409 red-packet-not-open | 200
            """)
    void theContractDecides(State state, String cancel, String isNamed, String claim, String refund)
            throws SQLException {
        Contract contract = new Contract(cancel, isNamed, claim, refund);
        // What is refused changes nothing: one packet serves all refusals.
        String refusing = in(state);
        String before = status(refusing);
        List<String> wrong = new ArrayList<>();
        for (Step step : Step.values()) {
            for (Caller caller : Caller.values()) {
                String expected = contract.of(caller, step);
                boolean changes = step != Step.LOOK && expected.equals(DONE);
                ApiAnswer answer = asked(caller, step, changes ? in(state) : refusing);
                String found = answer.status() == 200 ? DONE : answer.status() + " " + answer.code();
                if (!found.equals(expected)) {
                    wrong.add(caller + " " + step + ": " + found + ", not " + expected);
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(before, status(refusing));
    }
}
