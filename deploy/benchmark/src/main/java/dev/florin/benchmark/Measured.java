package dev.florin.benchmark;

/**
 * What a load came to.
 *
 * @param perSecond requests that were answered with success
 * @param all answers, those of the warm-up included
 * @param failures requests that were not
 */
record Measured(double perSecond, long all, Latencies latencies, long failures) {
    Row row(String figure, String unit, LoadMeter.Load load) {
        Row row = Row.of(figure, perSecond, unit, load.toString()).with(latencies);
        return failures == 0 ? row : row.with("**" + failures + " failed**");
    }
}
