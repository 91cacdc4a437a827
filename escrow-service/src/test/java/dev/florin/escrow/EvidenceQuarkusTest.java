package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A dispute has so many pieces of evidence that it can be read at once. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class EvidenceQuarkusTest extends EscrowCase {
    private static final int MOST = 50;

    private String disputed() {
        String escrow = funded("");
        buyer.post(escrow + "/dispute", "{\"reason\":\"it is broken\"}").expect(200);
        return escrow;
    }

    private static ApiAnswer brings(Api party, String escrow, String text) {
        return party.post(
                escrow + "/dispute/evidence", "{\"text\": \"%s\", \"references\": [\"photo 7\"]}".formatted(text));
    }

    private JsonNode evidence(String escrow) {
        return buyer.get(escrow + "/dispute").expect(200).json().get("evidence");
    }

    @Test
    void eachPartyBringsFiftyPiecesAtMost() {
        String escrow = disputed();
        for (int i = 0; i < MOST; i++) {
            brings(seller, escrow, "piece " + i).expect(200);
        }
        assertEquals(
                "quota-exceeded", brings(seller, escrow, "one more").expect(422).code());
        assertEquals(MOST, evidence(escrow).size());
        brings(seller, escrow, "piece 0").expect(200);
        assertEquals(MOST, evidence(escrow).size());
        assertEquals(
                MOST + 1,
                brings(buyer, escrow, "one more")
                        .expect(200)
                        .json()
                        .get("evidence")
                        .size());
    }

    @Test
    void racersBringNoMoreThanThat() throws Exception {
        String escrow = disputed();
        Sql.asOwner().execute("""
                INSERT INTO dispute_evidence (id, dispute_id, user_id, text, refs, added_at)
                SELECT gen_random_uuid(), id, '%s', 'piece ' || n, '{}', raised_at
                  FROM dispute, generate_series(1, %d) AS n WHERE escrow_id = '%s'
                """.formatted(sue, MOST - 1, id(escrow)));
        List<Integer> answers = IntStream.range(0, 4)
                .parallel()
                .mapToObj(i -> brings(seller, escrow, "the last, " + i).status())
                .sorted()
                .toList();
        assertEquals(List.of(200, 422, 422, 422), answers);
        assertEquals(MOST, evidence(escrow).size());
    }

    @Test
    void theSameAgainAddsNothing() {
        String escrow = disputed();
        JsonNode first = brings(seller, escrow, "it was not").expect(200).json();
        assertEquals(first, brings(seller, escrow, "it was not").expect(200).json());
        seller.post(escrow + "/dispute/evidence", "{\"text\": \"it was not\"}").expect(200);
        brings(buyer, escrow, "it was not").expect(200);
        assertEquals(
                List.of(sue + " 1", sue + " 0", bob + " 1"),
                evidence(escrow)
                        .valueStream()
                        .map(one -> one.get("user_id").textValue() + " "
                                + one.get("references").size())
                        .toList());
    }
}
