package dev.florin.systemtest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a bank sends: so many payments of a dollar each, two of three of them at {@link #UNKNOWN}.
 *
 * @param at when they were booked
 */
record BankStatement(int lines, Instant at) {
    /** A merchant of whom only its customers know what it sells. */
    static final String UNKNOWN = "Corner Nook";

    private static final String HEADER = "reference,date,amount,currency,merchant,description,status\n";
    private static final List<String> MERCHANTS = List.of("Lidl", UNKNOWN, UNKNOWN);
    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(60);

    static BankStatement of(int lines) {
        return new BankStatement(lines, Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    /** All of it, as CSV. */
    String text() {
        return text(lines);
    }

    /** Its header and its first lines. */
    String text(int first) {
        return IntStream.range(0, first)
                .mapToObj(i -> "R-%07d,%s,-1.00,%s,%s,card **** 1234 terminal %05d,booked\n"
                        .formatted(i, at, Person.CURRENCY, MERCHANTS.get(i % MERCHANTS.size()), i))
                .collect(Collectors.joining("", HEADER, ""));
    }

    Answer sentBy(Person person) throws IOException {
        return send(person, BodyPublishers.ofString(text()));
    }

    /** Sends what somebody makes of it. */
    static Answer send(Person person, BodyPublisher body) throws IOException {
        Rest rest = person.rest();
        return rest.send(HttpRequest.newBuilder(URI.create(rest.url() + "/api/bt-pay/import?format=csv"))
                .timeout(TAKEN_WITHIN)
                .header("Authorization", "Bearer " + person.token())
                .header("Content-Type", "text/csv")
                .POST(body)
                .build());
    }

    /** What became of the lines: {@code 10 lines, 7 added, 3 unchanged} if that is all. */
    static String counts(JsonNode view) {
        return view.path("lines").asText() + " lines"
                + List.of("added", "updated", "unchanged", "rejected").stream()
                        .filter(name -> view.path(name).asInt(-1) != 0)
                        .map(name -> ", " + view.path(name).asText() + " " + name)
                        .collect(Collectors.joining());
    }
}
