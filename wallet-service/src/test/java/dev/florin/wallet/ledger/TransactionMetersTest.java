package dev.florin.wallet.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.id.Ids;
import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.Some;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TransactionMetersTest {
    private static final Outcome REFUSED = new Outcome.Refused(ProblemType.INSUFFICIENT_FUNDS, false, null);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TransactionMeters meters = new TransactionMeters(registry);

    private static Transfer.Order order(String type) {
        return Transfer.Order.of(Ids.fresh(), Some.id(1), Some.id(2), Some.usd(1), type, null, null);
    }

    private void posts(String type, boolean repeated) {
        Transfer.Order order = order(type);
        Transfer.Posting place = new Transfer.Posting(1, BigInteger.ONE);
        Transfer transfer = new Transfer(order, new Transfer.Posted(place, place), null, Some.INSTANT);
        meters.count(new Operation.Post(order), new Outcome.Posted(transfer, repeated));
    }

    private void refuses(String type) {
        meters.count(new Operation.Post(order(type)), REFUSED);
    }

    private long count(String type, String status) {
        Counter counter = registry.find("transactions_total")
                .tag("type", type)
                .tag("status", status)
                .counter();
        return counter == null ? 0 : Math.round(counter.count());
    }

    @Test
    void aRepeatIsNotCounted() {
        posts("p2p", false);
        posts("p2p", true);
        refuses("p2p");
        meters.count(new Operation.Post(order("p2p")), new Outcome.Refused(ProblemType.INSUFFICIENT_FUNDS, true, null));
        assertEquals(1, count("p2p", "posted"));
        assertEquals(1, count("p2p", "refused"));
    }

    @Test
    void whatIsRefusedIsCountedAsWhatItWouldHaveBeen() {
        refuses("p2p");
        refuses("sms_purchase");
        refuses("sms_purchase");
        meters.count(new Operation.Capture(Some.id(3), order("withdrawal")), REFUSED);
        meters.count(new Operation.Reserve(Some.hold(Some.id(3), Some.id(1), 5, null)), REFUSED);
        meters.count(new Operation.Release(Some.id(3), Some.id(1), Operation.Reason.VOIDED), REFUSED);
        assertEquals(1, count("p2p", "refused"));
        assertEquals(2, count("sms_purchase", "refused"));
        assertEquals(1, count("withdrawal", "refused"));
        assertEquals(2, count("hold", "refused"));
    }

    @Test
    void namesThatUsersMakeUpDoNotMakeMetersWithoutEnd() {
        IntStream.range(0, 250).forEach(i -> refuses("made_up_" + i));
        IntStream.range(0, 250).forEach(i -> posts("made_up_" + i, false));
        for (String status : new String[] {"posted", "refused"}) {
            assertEquals(1, count("made_up_7", status));
            assertEquals(0, count("made_up_249", status));
            assertEquals(150, count("other", status));
            assertEquals(
                    101,
                    registry.find("transactions_total")
                            .tag("status", status)
                            .counters()
                            .size());
        }
        posts("made_up_7", false);
        assertEquals(2, count("made_up_7", "posted"));
    }
}
