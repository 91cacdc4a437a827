package dev.florin.local;

/** Colours for a terminal, and none for anything else. */
record Colours(boolean on) {
    String heading(String text) {
        return paint("1", text);
    }

    String call(String text) {
        return paint("36", text);
    }

    String answer(String text) {
        return paint("32", text);
    }

    String refusal(String text) {
        return paint("33", text);
    }

    String frame(String text) {
        return paint("35", text);
    }

    private String paint(String code, String text) {
        return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
