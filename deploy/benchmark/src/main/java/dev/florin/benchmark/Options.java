package dev.florin.benchmark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * What is measured, and how much of it.
 *
 * @param seconds how long each load is measured, after it has been warmed up
 * @param wallets over which transfers are spread
 * @param listeners sockets that are open while latency is measured
 * @param sockets idle sockets, in two steps: a tenth, and all; and so many come back at once
 * @param audience sockets that hear a broadcast
 * @param entries in the wallets' history, twelve months of them
 * @param lines of a bank statement
 * @param refunds that fall due together
 * @param results the file that is brought up to date
 * @param profile whether the services record what they do
 */
record Options(
        Set<Part> parts,
        int seconds,
        int wallets,
        int listeners,
        int sockets,
        int audience,
        int entries,
        int lines,
        int refunds,
        Path results,
        boolean profile) {
    static final String USAGE = """
            Usage: make bench [ONLY=a,d] [ARGS="..."]
              --only LETTERS   s start and size, a ledger, b commit to frame, c connections, d fan-out,
                               e ingest, f what features cost, g what is due comes back,
                               h ten million entries, p escrows and red packets,
                               r many come back at once
              --seconds N      how long each load is measured (default 6)
              --wallets N      over which transfers are spread (default 10000)
              --sockets N      idle, and coming back at once (default 10000)
              --entries N      of a year of history (default 10000000)
              --refunds N      that fall due together (default 100000)
              --tiny           small numbers and one second each: shows that it works, measures nothing
              --profile        the services record where their time goes: deploy/benchmark/target/profiles/*.jfr
              --results FILE   default deploy/benchmark/RESULTS.md; with --tiny deploy/benchmark/target/RESULTS.md\
            """;

    Options {
        parts = Set.copyOf(parts);
    }

    /** @throws IllegalArgumentException if an argument is not understood; the message says which */
    static Options parse(String[] arguments, Map<String, String> environment, Path home) {
        Path module = home.resolve("deploy/benchmark");
        Options options = new Options(
                EnumSet.allOf(Part.class),
                6,
                10_000,
                1_000,
                10_000,
                5_000,
                10_000_000,
                100_000,
                100_000,
                module.resolve("RESULTS.md"),
                false);
        String only = environment.getOrDefault("ONLY", "");
        if (!only.isBlank()) {
            options = options.withParts(Part.ofLetters(only.trim()));
        }
        Iterator<String> rest = Arrays.asList(arguments).iterator();
        while (rest.hasNext()) {
            String name = rest.next();
            options = switch (name) {
                case "--only" -> options.withParts(Part.ofLetters(value(name, rest)));
                case "--seconds" -> options.withSeconds(Integer.parseInt(value(name, rest)));
                case "--wallets" -> options.withWallets(Integer.parseInt(value(name, rest)));
                case "--entries" -> options.withEntries(Integer.parseInt(value(name, rest)));
                case "--sockets" -> options.withSockets(Integer.parseInt(value(name, rest)));
                case "--refunds" -> options.withRefunds(Integer.parseInt(value(name, rest)));
                case "--tiny" ->
                    new Options(
                            options.parts,
                            1,
                            200,
                            50,
                            200,
                            100,
                            20_000,
                            1_000,
                            400,
                            module.resolve("target/RESULTS.md"),
                            options.profile);
                case "--profile" -> options.withProfile();
                case "--results" -> options.withResults(Path.of(value(name, rest)));
                default -> throw new IllegalArgumentException("Not understood: " + name);
            };
        }
        return options;
    }

    private static String value(String name, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(name + " needs a value");
        }
        return rest.next();
    }

    private Options withParts(Set<Part> changed) {
        return new Options(
                changed, seconds, wallets, listeners, sockets, audience, entries, lines, refunds, results, profile);
    }

    private Options withSeconds(int changed) {
        return new Options(
                parts, changed, wallets, listeners, sockets, audience, entries, lines, refunds, results, profile);
    }

    private Options withWallets(int changed) {
        return new Options(
                parts, seconds, changed, listeners, sockets, audience, entries, lines, refunds, results, profile);
    }

    private Options withEntries(int changed) {
        return new Options(
                parts, seconds, wallets, listeners, sockets, audience, changed, lines, refunds, results, profile);
    }

    private Options withSockets(int changed) {
        return new Options(
                parts, seconds, wallets, listeners, changed, audience, entries, lines, refunds, results, profile);
    }

    private Options withRefunds(int changed) {
        return new Options(
                parts, seconds, wallets, listeners, sockets, audience, entries, lines, changed, results, profile);
    }

    private Options withResults(Path changed) {
        return new Options(
                parts, seconds, wallets, listeners, sockets, audience, entries, lines, refunds, changed, profile);
    }

    private Options withProfile() {
        return new Options(
                parts, seconds, wallets, listeners, sockets, audience, entries, lines, refunds, results, true);
    }
}
