package dev.florin.common.problem;

import java.util.Locale;

/**
 * The catalogue of everything that can be refused, in order of precedence: of two problems with one request, the one
 * that stands first here is answered. The wire code is the constant's name in kebab-case and never changes.
 */
public enum ProblemType {
    TOO_BUSY(503, "The service has more work than it can take on", true),
    DATABASE_UNAVAILABLE(503, "The database cannot be reached", true),
    LEDGER_UNAVAILABLE(503, "The ledger cannot be reached", true),
    FIGURES_BEHIND(503, "The figures are still being added up", true),
    RATE_LIMITED(429, "Too many requests", true),

    UNAUTHENTICATED(401, "A valid token is required", false),
    INVALID_SIGNATURE(401, "The signature is not valid", false),
    TOKEN_EXPIRED(401, "The token has expired", false),
    TOKEN_REVOKED(401, "The token was revoked", false),
    FORBIDDEN(403, "The caller may not do this", false),
    METHOD_NOT_ALLOWED(405, "The resource does not know this method", false),
    NOT_ACCEPTABLE(406, "The answer cannot be given in the wanted format", false),
    UNSUPPORTED_MEDIA_TYPE(415, "The body has a format that is not understood", false),
    UPGRADE_REQUIRED(426, "The client speaks another version of the protocol", false),
    PAYLOAD_TOO_LARGE(413, "The body is too large", false),

    MALFORMED_JSON(400, "The body is not the JSON that is expected here", false),
    INVALID_REQUEST(400, "The request is not valid", false),
    IDEMPOTENCY_KEY_MISSING(400, "An Idempotency-Key is required", false),
    IDEMPOTENCY_KEY_INVALID(400, "The Idempotency-Key is not valid", false),

    UNKNOWN_ASSET(422, "The currency is not known", false),
    AMOUNT_NOT_POSITIVE(422, "The amount is not above zero", false),
    AMOUNT_TOO_LARGE(422, "The amount is too large", false),
    TOO_MANY_DECIMALS(422, "The amount has too many decimals", false),
    UNKNOWN_RAIL(422, "The rail is not known", false),
    SAME_ACCOUNT(422, "Payer and receiver are the same", false),

    NOT_FOUND(404, "There is nothing here", false),
    HOLD_NOT_FOUND(404, "There is no such hold", false),

    IDEMPOTENCY_IN_PROGRESS(409, "The first request with this Idempotency-Key is still running", true),
    IDEMPOTENCY_KEY_REUSED(422, "The Idempotency-Key was used for another request", false),
    ID_REUSED(422, "The id was used for something else", false),

    WALLET_NOT_FOUND(422, "The payer has no wallet in this currency", false),
    RECIPIENT_NOT_FOUND(422, "The recipient has no wallet in this currency", false),
    ACCOUNT_NOT_FOUND(422, "There is no such account", false),
    ASSET_MISMATCH(422, "The accounts do not hold this currency", false),
    WALLET_FROZEN(422, "The wallet is frozen", false),
    RECIPIENT_FROZEN(422, "The recipient's wallet is frozen", false),
    TRANSFER_NOT_CANCELLABLE(409, "The transfer can no longer be cancelled", false),
    TRANSFER_CANCELLED(409, "The transfer was cancelled", false),
    HOLD_NOT_ACTIVE(409, "The hold is no longer active", false),
    HOLD_EXPIRED(409, "The hold has expired", false),
    HOLD_EXCEEDED(422, "The hold does not cover the amount", false),
    PURCHASE_NOT_OPEN(409, "The purchase is no longer open", false),
    ESCROW_STATE_CONFLICT(409, "The escrow does not allow this in its state", false),
    ESCROW_EXCEEDED(422, "The escrow does not hold this much", false),
    RED_PACKET_EMPTY(409, "Every share of the red packet is taken", false),
    RED_PACKET_EXPIRED(409, "The time of the red packet is over", false),
    RED_PACKET_NOT_OPEN(409, "The red packet is not open", false),
    REFUND_NOT_DUE(409, "Nothing is due back", false),
    RAIL_EVENT_NOT_OPEN(409, "The report of the rail has an outcome already", false),
    PAYMENT_EVENT_NOT_OPEN(409, "The report of the payment waits for nobody", false),
    REFUND_NOT_FAILED(409, "The refund has not failed", false),
    INSUFFICIENT_FUNDS(422, "The balance does not cover the amount", false),
    BALANCE_OVERFLOW(422, "The balance would become too large", false),
    LIMIT_EXCEEDED(422, "The payment is above a limit of the wallet", false),
    BATCH_REFUSED(422, "Another transfer of the same atomic batch was refused", false),
    IMPORT_REFUSED(422, "Not every line of the file can be taken in", false),

    NOT_A_CONTACT(422, "The other user is not a mutual contact", false),
    MEMBERS_FIXED(409, "The members of a direct conversation do not change", false),
    QUOTA_EXCEEDED(422, "There is no room for one more", false),

    UNKNOWN_EVENT_TYPE(422, "The event type is not known", false),
    INVALID_EVENT(422, "The event is not valid", false),

    INTERNAL(500, "Something went wrong on our side", true);

    private final int status;
    private final String title;
    private final boolean retryable;

    ProblemType(int status, String title, boolean retryable) {
        this.status = status;
        this.title = title;
        this.retryable = retryable;
    }

    /** The stable name on the wire: {@code insufficient-funds}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** One sentence, the same for every occurrence. */
    public String title() {
        return title;
    }

    /** Whether the same request may succeed later without a change. */
    public boolean retryable() {
        return retryable;
    }

    /**
     * Reads a wire code back.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ProblemType ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
