package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromQlTest {
    @Test
    void findsTheMetricsAndNotTheWordsAroundThem() {
        assertEquals(
                List.of(
                        new PromQl("http_server_requests_seconds_count", Set.of("outcome", "uri")),
                        new PromQl("http_server_requests_seconds_count", Set.of())),
                PromQl.selectorsOf("""
                        sum by (job) (rate(http_server_requests_seconds_count{outcome="SERVER_ERROR",uri!~".*/(a|b)"}[5m]))
                        / sum by (job) (rate(http_server_requests_seconds_count[5m])) > 0.01
                        """));
        assertEquals(
                List.of(new PromQl("a", Set.of()), new PromQl("b", Set.of("c"))),
                PromQl.selectorsOf("min(a) < 1 or absent(b{c=\"d\"} offset 5m) unless on (job) vector(1)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sum(a", "a)", "a{b=\"c\"", "1 + 2"})
    void whatIsNotWholeIsNotRead(String expression) {
        assertThrows(IllegalArgumentException.class, () -> PromQl.selectorsOf(expression));
    }
}
