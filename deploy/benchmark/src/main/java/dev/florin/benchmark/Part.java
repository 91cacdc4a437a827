package dev.florin.benchmark;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** What can be measured by itself. */
enum Part {
    START("s", "Start and size"),
    LEDGER("a", "Ledger"),
    LATENCY("b", "From commit to frame"),
    CONNECTIONS("c", "Connections"),
    FAN_OUT("d", "Fan-out"),
    INGEST("e", "Ingest"),
    FEATURES("f", "What features of the wallet cost"),
    REFUNDS("g", "What is due comes back"),
    HISTORY("h", "Ten million entries"),
    PROMISES("p", "Escrows and red packets"),
    RETURN("r", "Many come back at once");

    private final String letter;
    private final String title;

    Part(String letter, String title) {
        this.letter = letter;
        this.title = title;
    }

    String title() {
        return "(" + letter + ") " + title;
    }

    /** @throws IllegalArgumentException if a letter is not known */
    static Set<Part> ofLetters(String letters) {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        for (String wanted : letters.split("[, ]+", -1)) {
            parts.add(Arrays.stream(values())
                    .filter(part -> part.letter.equals(wanted))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("There is no part '" + wanted + "'")));
        }
        return parts;
    }
}
