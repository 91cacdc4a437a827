package dev.florin.notification.feed;

/**
 * Why a connection ends, and what the client should do about it. Codes from 3000 to 3499 ask the client to come back
 * (with its last {@code seq}, nothing is lost); codes from 3500 to 3999 tell it not to, until something has changed.
 * Below 3000 are the codes of RFC 6455, section 7.4.1.
 */
public enum CloseCode {
    /** The client said goodbye. */
    NORMAL(1000, "bye"),
    /** RFC 6455 was broken. */
    PROTOCOL_ERROR(1002, "protocol error"),
    /** A binary message, where the dialect speaks text. */
    UNSUPPORTED_DATA(1003, "text only"),
    /** Text that is not UTF-8. */
    BAD_UTF8(1007, "not UTF-8"),
    /** A frame or message above the limit. */
    TOO_BIG(1009, "message too big"),

    /** This node is going away; the reason carries the window in which to come back. */
    SHUTDOWN(3001, "shutdown"),
    /** The node could not serve the connection. */
    INTERNAL(3004, "internal error"),
    /** The token's life and its grace are over: come back with a new token. */
    TOKEN_EXPIRED(3005, "token expired"),
    /** The client reads more slowly than its events arrive: come back with {@code since}. */
    SLOW_CONSUMER(3008, "slow consumer"),
    /** Two pings went unanswered. */
    HEARTBEAT_LOST(3012, "heartbeat lost"),

    /** There was no token, or it is not one that is accepted. */
    INVALID_TOKEN(3500, "invalid token"),
    /** The token is good, but not for this. */
    FORBIDDEN(3501, "forbidden"),
    /** The client kept sending what the dialect does not know. */
    BAD_PROTOCOL(3502, "bad protocol"),
    /** The client kept sending more than its rate allows. */
    RATE_LIMITED(3503, "rate limited"),
    /** The user opened more connections than allowed; this was the oldest. */
    CONNECTION_LIMIT(3504, "connection limit"),
    /** An operator ended the connection. */
    DISCONNECTED(3505, "disconnected by an operator");

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    public int code() {
        return code;
    }

    /** The text that goes with the code unless there is more to say. */
    public String reason() {
        return reason;
    }

    /** Whether the client should come back by itself. */
    public boolean reconnects() {
        return code >= 3000 && code < 3500;
    }

    /** What to answer to a violation that the decoder names by its RFC 6455 code. */
    public static CloseCode ofRfc(int code) {
        return switch (code) {
            case 1003 -> UNSUPPORTED_DATA;
            case 1007 -> BAD_UTF8;
            case 1009 -> TOO_BIG;
            default -> PROTOCOL_ERROR;
        };
    }
}
