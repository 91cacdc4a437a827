package dev.florin.benchmark;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One figure.
 *
 * @param figure what it is
 * @param value in {@code unit}
 * @param details percentiles and counts
 * @param ratio to its yardstick, measured in the same run
 * @param goal what it should be
 * @param load of the machine while it was measured
 */
record Row(
        String figure,
        double value,
        String unit,
        String details,
        @Nullable Double ratio,
        @Nullable Goal goal,
        String load) {

    /** A bound, on the ratio where there is one, else on the value. */
    record Goal(boolean atLeast, double bound, String unit) {
        static Goal atLeast(double bound, String unit) {
            return new Goal(true, bound, unit);
        }

        static Goal atMost(double bound, String unit) {
            return new Goal(false, bound, unit);
        }

        boolean isMetBy(double value) {
            return atLeast ? value >= bound : value <= bound;
        }

        @Override
        public String toString() {
            return (atLeast ? "≥ " : "≤ ") + number(bound) + unit;
        }
    }

    static Row of(String figure, double value, String unit, String load) {
        return new Row(figure, value, unit, "", null, null, load);
    }

    Row with(String moreDetails) {
        String between = details.isEmpty() || moreDetails.isEmpty() ? "" : "; ";
        String both = details + between + moreDetails;
        return new Row(figure, value, unit, both, ratio, goal, load);
    }

    Row with(Latencies latencies) {
        return with(latencies.toString());
    }

    /** Compares it to the yardstick's value. */
    Row against(double yardstick) {
        return new Row(figure, value, unit, details, value / yardstick, goal, load);
    }

    Row with(Goal wanted) {
        return new Row(figure, value, unit, details, ratio, wanted, load);
    }

    /** One line of a Markdown table. */
    String markdown() {
        return "| " + figure + " | " + number(value) + " " + unit + " | " + details + " | "
                + (ratio == null ? "" : String.format(Locale.ROOT, "%.2f×", ratio)) + " | "
                + (goal == null ? "" : goal + (goal.isMetBy(judged()) ? " ✓" : " ✗ missed")) + " | " + load + " |";
    }

    private double judged() {
        return ratio == null ? value : ratio;
    }

    /** Three digits are all that such a measurement has. */
    static String number(double value) {
        double size = Math.abs(value);
        if (size >= 1000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        String text = String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }
}
