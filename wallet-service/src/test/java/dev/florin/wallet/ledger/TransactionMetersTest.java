package dev.florin.wallet.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.id.Ids;
import dev.florin.wallet.Some;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TransactionMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TransactionMeters meters = new TransactionMeters(registry);

    private static Outcome posted(String type, boolean repeated) {
        Transfer.Order order = Transfer.Order.of(Ids.fresh(), Some.id(1), Some.id(2), Some.usd(1), type, null, null);
        Transfer.Posting place = new Transfer.Posting(1, BigInteger.ONE);
        return new Outcome.Posted(new Transfer(order, new Transfer.Posted(place, place), null, Some.INSTANT), repeated);
    }

    private long count(String type) {
        Counter counter = registry.find("transactions_total")
                .tag("type", type)
                .tag("status", "posted")
                .counter();
        return counter == null ? 0 : Math.round(counter.count());
    }

    @Test
    void aRepeatIsNotCounted() {
        meters.count(posted("p2p", false));
        meters.count(posted("p2p", true));
        assertEquals(1, count("p2p"));
    }

    @Test
    void namesThatUsersMakeUpDoNotMakeMetersWithoutEnd() {
        IntStream.range(0, 250).forEach(i -> meters.count(posted("made_up_" + i, false)));
        meters.count(posted("made_up_7", false));
        assertEquals(2, count("made_up_7"));
        assertEquals(0, count("made_up_249"));
        assertEquals(150, count("other"));
        assertEquals(
                101,
                registry.find("transactions_total")
                        .tag("status", "posted")
                        .counters()
                        .size());
    }
}
