package dev.florin.notification.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts what is too long for one NOTIFY into pieces and puts them together again. PostgreSQL hands the notifications of
 * one transaction over in order and with nothing between them, so only one text at a time is put together.
 */
final class Parts {
    /** PostgreSQL takes less than 8000 bytes. */
    static final int MAX_BYTES = 7999;

    /** {@code #text/piece/pieces:} */
    private static final Pattern HEADER = Pattern.compile("#(\\d{1,10})/(\\d{1,6})/(\\d{1,6}):");

    private static final int MAX_HEADER = 26;

    private final StringBuilder text = new StringBuilder();
    private String number = "";
    private int next;

    /**
     * @param text ASCII that does not begin with {@code #}
     * @param number tells it from the sender's other texts: of two equal pieces PostgreSQL would drop one
     */
    static List<String> cut(String text, int number) {
        if (text.length() <= MAX_BYTES) {
            return List.of(text);
        }
        int size = MAX_BYTES - MAX_HEADER;
        int count = Math.ceilDiv(text.length(), size);
        List<String> pieces = new ArrayList<>();
        for (int piece = 0; piece < count; piece++) {
            int from = piece * size;
            pieces.add("#" + Integer.toUnsignedString(number) + "/" + piece + "/" + count + ":"
                    + text.substring(from, Math.min(text.length(), from + size)));
        }
        return pieces;
    }

    /** The text that this payload is, or makes whole; a piece that does not follow the last one is lost. */
    Optional<String> take(String payload) {
        Matcher header = HEADER.matcher(payload);
        if (!header.lookingAt()) {
            return Optional.of(payload);
        }
        int piece = Integer.parseInt(header.group(2));
        if (piece == 0) {
            number = header.group(1);
            next = 0;
            text.setLength(0);
        }
        if (piece != next || !number.equals(header.group(1))) {
            number = "";
            return Optional.empty();
        }
        next++;
        text.append(payload, header.end(), payload.length());
        return next == Integer.parseInt(header.group(3)) ? Optional.of(text.toString()) : Optional.empty();
    }
}
