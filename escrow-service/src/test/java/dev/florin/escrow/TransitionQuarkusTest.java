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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Who may do what in which state, asked from outside, everything with everything: what the contract allows is done, and
 * whatever does not stand here is refused. The table is the contract's, not the code's.
 */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class TransitionQuarkusTest {
    private static final List<String> STATES = List.of(
            "INITIATED", "HELD", "PARTIALLY_RELEASED", "DISPUTED", "RELEASED", "REFUNDED", "CANCELLED", "EXPIRED");
    private static final List<String> CALLERS = List.of("buyer", "seller", "stranger", "admin", "service");
    private static final String RESOLVE = "resolve";

    /** Step: by whom, and in which states. Two of them may be repeated in the state that they lead to. */
    private static final Map<String, Allowed> CONTRACT = new LinkedHashMap<>();

    static {
        CONTRACT.put("fund", Allowed.to("buyer").in("INITIATED"));
        CONTRACT.put("cancel", Allowed.to("buyer", "seller").in("INITIATED", "CANCELLED"));
        CONTRACT.put("confirm", Allowed.to("buyer", "seller").in("HELD", "PARTIALLY_RELEASED"));
        CONTRACT.put("release", Allowed.to("buyer").in("HELD", "PARTIALLY_RELEASED"));
        CONTRACT.put("refund", Allowed.to("seller").in("HELD", "PARTIALLY_RELEASED"));
        CONTRACT.put("dispute", Allowed.to("buyer", "seller").in("HELD", "PARTIALLY_RELEASED", "DISPUTED"));
        CONTRACT.put("dispute/evidence", Allowed.to("buyer", "seller").in("DISPUTED"));
        CONTRACT.put(RESOLVE, Allowed.to("admin").in("DISPUTED"));
        CONTRACT.put("payment-link", Allowed.to("buyer").in("INITIATED"));
    }

    private static final Map<String, String> BODIES = Map.of(
            "release",
            "{\"amount\": 1}",
            "refund",
            "{\"amount\": 1}",
            "dispute",
            "{\"reason\": \"x\"}",
            "dispute/evidence",
            "{\"text\": \"x\"}",
            RESOLVE,
            "{\"outcome\": \"refund\"}");

    private record Allowed(Set<String> callers, Set<String> states) {
        static Allowed to(String... callers) {
            return new Allowed(Set.of(callers), Set.of());
        }

        Allowed in(String... in) {
            return new Allowed(callers, Set.of(in));
        }
    }

    private final String bob = Some.user("bob");
    private final String sue = Some.user("sue");
    private final Api stranger = Api.as(Some.user("eve"));

    private Api api(String caller) {
        return switch (caller) {
            case "buyer" -> Api.as(bob);
            case "seller" -> Api.as(sue);
            case "admin" -> Api.asAdmin();
            case "service" -> Api.asService();
            default -> stranger;
        };
    }

    private ApiAnswer asked(String caller, String id, String step) {
        String path =
                step.equals(RESOLVE) ? "/api/admin/escrows/" + id + "/resolve" : "/api/v1/escrows/" + id + "/" + step;
        return api(caller).post(path, Some.key(), BODIES.getOrDefault(step, "{}"));
    }

    private String in(String state) throws SQLException {
        String id = api("buyer")
                .post("/api/v1/escrows", Some.key(), Some.escrow(sue, ""))
                .expect(201)
                .json()
                .get("escrow_id")
                .textValue();
        if (Set.of("INITIATED", "CANCELLED").contains(state)) {
            if (state.equals("CANCELLED")) {
                asked("buyer", id, "cancel").expect(200);
            }
            return id;
        }
        asked("buyer", id, "fund").expect(200);
        switch (state) {
            case "PARTIALLY_RELEASED" -> asked("buyer", id, "release").expect(200);
            case "DISPUTED" -> asked("buyer", id, "dispute").expect(200);
            case "RELEASED" ->
                api("buyer")
                        .post("/api/v1/escrows/" + id + "/release", Some.key(), "{}")
                        .expect(200);
            case "REFUNDED" ->
                api("seller")
                        .post("/api/v1/escrows/" + id + "/refund", Some.key(), "{}")
                        .expect(200);
            case "EXPIRED" ->
                Sql.asSuperuser()
                        .execute("UPDATE escrow SET acts_at = now() - interval '1 second' WHERE id = '" + id + "'");
            default -> assertEquals("HELD", state);
        }
        return id;
    }

    private static String expected(String step, String caller, String state) {
        Allowed allowed = Objects.requireNonNull(CONTRACT.get(step));
        if (caller.equals("service")) {
            return "403 forbidden";
        }
        boolean isOfOperators = step.equals(RESOLVE);
        if (!isOfOperators && !Set.of("buyer", "seller").contains(caller)) {
            return "404 not-found";
        }
        if (!allowed.callers().contains(caller)) {
            return "403 forbidden";
        }
        return allowed.states().contains(state) ? "200" : "409 escrow-state-conflict";
    }

    @Test
    void theContractDecides() throws SQLException {
        List<String> wrong = new ArrayList<>();
        int asked = 0;
        for (String state : STATES) {
            // What is refused changes nothing: one escrow serves all refusals of a state.
            String refusing = in(state);
            for (String step : CONTRACT.keySet()) {
                for (String caller : CALLERS) {
                    String expected = expected(step, caller, state);
                    ApiAnswer answer = asked(caller, expected.equals("200") ? in(state) : refusing, step);
                    String found = answer.status() == 200 ? "200" : answer.status() + " " + answer.code();
                    if (!found.equals(expected)) {
                        wrong.add(caller + " " + step + " in " + state + ": " + found + ", not " + expected);
                    }
                    asked++;
                }
            }
            assertEquals(
                    state,
                    api("buyer")
                            .get("/api/v1/escrows/" + refusing)
                            .expect(200)
                            .json()
                            .get("status")
                            .textValue());
        }
        assertEquals(List.of(), wrong);
        assertEquals(STATES.size() * CONTRACT.size() * CALLERS.size(), asked);
    }
}
