package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.Api;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A timeline is read in pages, oldest first, by the parties and by operators. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class TimelinePageQuarkusTest extends EscrowCase {
    /** Created, funded, released, released. */
    private String released() {
        String escrow = funded("");
        buyer.post(escrow + "/release", Some.key(), "{\"amount\": 10}").expect(200);
        buyer.post(escrow + "/release", Some.key(), "{}").expect(200);
        return escrow;
    }

    /** The lines of each page, from the first to the one without a cursor. */
    private static List<List<JsonNode>> pages(Api reader, String path, int limit) {
        List<List<JsonNode>> pages = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    reader.get(path + "?limit=" + limit + cursor).expect(200).json();
            pages.add(page.get("transitions").valueStream().toList());
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.get("next_cursor").textValue()
                    : "";
        } while (!cursor.isEmpty());
        return pages;
    }

    /** Also where the end of the list is that of a page. */
    @ParameterizedTest
    @CsvSource({"1, 1 1 1 1", "2, 2 2", "3, 3 1", "4, 4", "5, 4"})
    void pagesGoOnWhereTheyEnded(int limit, String sizes) {
        String escrow = released();
        JsonNode all = buyer.get(escrow + "/timeline").expect(200).json();
        assertEquals(
                List.of("created", "funded", "released", "released"),
                all.get("transitions")
                        .valueStream()
                        .map(line -> line.get("action").textValue())
                        .toList());
        List<List<JsonNode>> pages = pages(seller, escrow + "/timeline", limit);
        assertEquals(
                sizes,
                String.join(
                        " ",
                        pages.stream().map(page -> String.valueOf(page.size())).toList()));
        assertEquals(
                all.get("transitions").valueStream().toList(),
                pages.stream().flatMap(List::stream).toList());
        assertEquals(pages, pages(Api.asAdmin(), "/api/admin/escrows/" + id(escrow), limit));
    }

    @Test
    void whatIsNewMeanwhileComesAfterTheRest() {
        String escrow = funded("");
        JsonNode first = buyer.get(escrow + "/timeline?limit=1").expect(200).json();
        buyer.post(escrow + "/release", Some.key(), "{}").expect(200);
        JsonNode rest = buyer.get(
                        escrow + "/timeline?cursor=" + first.get("next_cursor").textValue())
                .expect(200)
                .json();
        assertEquals(
                List.of("funded", "released"),
                rest.get("transitions")
                        .valueStream()
                        .map(line -> line.get("action").textValue())
                        .toList());
    }
}
