package dev.florin.wallet.insight;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts CSV (RFC 4180) into records, one at a time: quoted fields with separators, line breaks and doubled quotes in
 * them, any line ending, a byte order mark. A record is bounded, so that one quote that is never closed cannot swallow
 * the file.
 */
final class CsvParser {
    private static final int MAX_RECORD = 16 * 1024;
    private static final int LOOK_AHEAD = 8 * 1024;
    private static final int END = -1;
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final BufferedReader in;
    private final char separator;
    private int line = 1;

    /**
     * A record.
     *
     * @param line on which it begins, from 1
     * @param fault what is wrong with it as CSV
     */
    record Fields(int line, List<String> values, @Nullable String fault) {
        /** Whether there is nothing on the line. */
        boolean isBlank() {
            return fault == null && values.size() == 1 && values.getFirst().isBlank();
        }
    }

    /** @param separator of the fields; null takes the one that is most frequent on the first line */
    CsvParser(Reader in, @Nullable Character separator) throws IOException {
        this.in = new BufferedReader(in, 2 * LOOK_AHEAD);
        if (peek() != BYTE_ORDER_MARK) {
            this.in.reset();
        }
        this.separator = separator == null ? mostFrequent() : separator;
    }

    /** The next record; empty at the end of the file. */
    Optional<Fields> next() throws IOException {
        return peekAtEnd() ? Optional.empty() : Optional.of(read());
    }

    private Fields read() throws IOException {
        int first = line;
        List<String> values = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        boolean wasQuoted = false;
        int length = 0;
        while (true) {
            int c = in.read();
            if (++length > MAX_RECORD) {
                skipLine(c);
                return new Fields(
                        first, values, "It is longer than " + MAX_RECORD + " characters; is a quote not closed?");
            }
            if (c == END) {
                values.add(field.toString());
                return new Fields(first, values, quoted ? "Its last quote is not closed." : null);
            }
            if (quoted) {
                quoted = c != '"' || isDoubled();
                countLine(c);
                if (quoted) {
                    field.append((char) c);
                }
            } else if (c == '"' && field.isEmpty() && !wasQuoted) {
                quoted = true;
                wasQuoted = true;
            } else if (c == separator) {
                values.add(field.toString());
                field.setLength(0);
                wasQuoted = false;
            } else if (c == '\n' || c == '\r') {
                endLine(c);
                values.add(field.toString());
                return new Fields(first, values, null);
            } else {
                field.append((char) c);
            }
        }
    }

    /** After a quote in a quoted field: a second one stands for a quote, and is taken away here. */
    private boolean isDoubled() throws IOException {
        if (peek() == '"') {
            return true;
        }
        in.reset();
        return false;
    }

    private void countLine(int c) {
        if (c == '\n') {
            line++;
        }
    }

    private void endLine(int c) throws IOException {
        if (c == '\r' && peek() != '\n') {
            in.reset();
        }
        line++;
    }

    private void skipLine(int last) throws IOException {
        int c = last;
        while (c != '\n' && c != END) {
            c = in.read();
        }
        line++;
    }

    /** Reads one character that {@code in.reset()} gives back. */
    private int peek() throws IOException {
        in.mark(1);
        return in.read();
    }

    private boolean peekAtEnd() throws IOException {
        boolean ended = peek() == END;
        in.reset();
        return ended;
    }

    private char mostFrequent() throws IOException {
        in.mark(LOOK_AHEAD);
        int commas = 0;
        int semicolons = 0;
        int tabs = 0;
        for (int i = 0; i < LOOK_AHEAD; i++) {
            int c = in.read();
            if (c == END || c == '\n' || c == '\r') {
                break;
            }
            commas += c == ',' ? 1 : 0;
            semicolons += c == ';' ? 1 : 0;
            tabs += c == '\t' ? 1 : 0;
        }
        in.reset();
        return tabs > Math.max(commas, semicolons) ? '\t' : semicolons > commas ? ';' : ',';
    }
}
