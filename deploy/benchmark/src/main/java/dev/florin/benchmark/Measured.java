package dev.florin.benchmark;

/**
 * What a load came to.
 *
 * @param perSecond requests that were answered with success
 * @param failures requests that were not
 */
record Measured(double perSecond, Latencies latencies, long failures) {
    Row row(String figure, String unit, String load) {
        Row row = Row.of(figure, perSecond, unit, load).with(latencies);
        return failures == 0 ? row : row.with("**" + failures + " failed**");
    }
}
