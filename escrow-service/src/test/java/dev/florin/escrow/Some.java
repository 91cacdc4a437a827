package dev.florin.escrow;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Examples of what escrows deal with. */
public final class Some {
    private static final AtomicInteger USERS = new AtomicInteger();

    private Some() {}

    /** A user whom no other test knows. */
    public static String user(String name) {
        return name + "-" + USERS.incrementAndGet();
    }

    public static String key() {
        return UUID.randomUUID().toString();
    }

    /** Body of an escrow over a hundred dollars, of which the seller pays 2.5 % to us. */
    public static String escrow(String seller, String more) {
        return """
                {"seller_id": "%s", "amount": 100, "currency": "USD", "terms": "a chair", "fee_basis_points": 250%s}""".formatted(seller, more);
    }

    /** Body of a red packet in dollars. */
    public static String redPacket(long cents, int shares, String mode, String more) {
        return """
                {"total_amount": %d, "packet_count": %d, "mode": "%s", "currency": "USD", "message": "luck"%s}""".formatted(cents, shares, mode, more);
    }
}
