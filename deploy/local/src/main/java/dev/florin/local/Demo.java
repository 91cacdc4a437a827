package dev.florin.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/**
 * Plays the product's promise against a running system: money moves, and everyone concerned hears of it on their
 * sockets at once. Prints every call and every frame, and ends with 1 if something that belongs there did not come.
 */
public final class Demo {
    private final DemoStage stage;
    private final Map<String, String> tokens;

    private Demo(DemoStage stage, Map<String, String> tokens) {
        this.stage = stage;
        this.tokens = tokens;
    }

    /** @param arguments the data folder, if it is not {@code .florin} */
    public static void main(String[] arguments) throws IOException {
        Path data = CommandLine.folder(arguments);
        Optional<StateFile> running = StateFile.find(data);
        if (running.isEmpty()) {
            System.err.println(
                    "Nothing runs from " + data.toAbsolutePath() + ": start it with make up in another terminal.");
            System.exit(1);
            return;
        }
        boolean passed;
        try (DemoStage stage = new DemoStage(running.get().gateway(), new Colours(isTerminal()))) {
            new Demo(stage, readTokens(data.resolve("tokens.env"))).play();
            passed = true;
        } catch (DemoStage.Missed | CompletionException e) {
            System.out.println("\n" + e.getMessage());
            passed = false;
        }
        System.exit(passed ? 0 : 1);
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    private static Map<String, String> readTokens(Path file) throws IOException {
        Map<String, String> tokens = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.replaceFirst("^export ", "").split("=", 2);
            tokens.put(parts[0], parts[1]);
        }
        return tokens;
    }

    private String token(String name) {
        return Optional.ofNullable(tokens.get(name))
                .orElseThrow(() -> new DemoStage.Missed("There is no token for " + name));
    }

    private void play() {
        String alice = token("ALICE");
        String bob = token("BOB");
        stage.say("Alice and Bob open their wallets. Doing it again changes nothing.");
        stage.call("alice", alice, "POST", "/api/wallets", "{\"currency\":\"USD\"}", null, 200, 201);
        stage.call("bob", bob, "POST", "/api/wallets", "{\"currency\":\"USD\"}", null, 200, 201);

        stage.say("Both connect: to the notifications of everything, and to the plain balance.");
        stage.socket("alice", "balance", "/ws/balance?token=", alice);
        stage.socket("bob", "balance", "/ws/balance?token=", bob);
        stage.socket("alice", "notifications", "/api/ws/notifications/", alice);
        stage.socket("bob", "notifications", "/api/ws/notifications/", bob);

        stage.say("Alice puts 100 dollars in.");
        String deposit = "{\"amount\":100.00,\"currency\":\"USD\",\"rail\":\"instant\"}";
        JsonNode deposited = stage.call("alice", alice, "POST", "/api/wallet/deposits", deposit, key(), 201)
                .body();
        stage.expect("alice", "balance", frame -> isBalanceAfter(frame, deposited, "deposit_id"), "the new balance");
        stage.expect("alice", "notifications", frame -> isType(frame, "credit_added"), "word of the credit");

        stage.say("Alice sends Bob 12.50 for lunch. Both hear of it.");
        String lunch = "{\"recipient_id\":\"bob\",\"amount\":12.50,\"currency\":\"USD\",\"message\":\"lunch\"}";
        String key = key();
        JsonNode first = stage.call("alice", alice, "POST", "/api/wallet/transfers", lunch, key, 201)
                .body();
        stage.expect("alice", "balance", frame -> isBalanceAfter(frame, first, "transfer_id"), "her new balance");
        stage.expect("bob", "balance", frame -> isBalanceAfter(frame, first, "transfer_id"), "his new balance");
        stage.expect("alice", "notifications", frame -> isType(frame, "credit_deducted"), "word of the debit");
        stage.expect("bob", "notifications", frame -> isType(frame, "payment_received"), "word of the payment");

        replay(alice, lunch, key, first);
        overdraw(alice);

        stage.say("Bob had been away: the balance comes at once, the rest is in his inbox.");
        stage.socket("bob", "balance", "/ws/balance?token=", bob);
        stage.expect("bob", "balance", frame -> isType(frame, "balance_update"), "his balance at once");
        stage.call("bob", bob, "GET", "/api/notifications?limit=3", null, null, 200);
        stage.call("bob", bob, "GET", "/api/notifications/unread-count", null, null, 200);
        stage.say("That is all of it. Everything above happened as it should.");
    }

    private void replay(String alice, String lunch, String key, JsonNode first) {
        stage.say("The same request again, as after a lost answer: the same transfer, not a second one.");
        DemoStage.Answer again = stage.call("alice", alice, "POST", "/api/wallet/transfers", lunch, key, 201);
        if (!again.isReplayed() || !again.body().equals(first)) {
            throw new DemoStage.Missed("The answer was not the first one, replayed.");
        }
    }

    private void overdraw(String alice) {
        stage.say("Alice tries to send a million.");
        String million = "{\"recipient_id\":\"bob\",\"amount\":1000000,\"currency\":\"USD\"}";
        DemoStage.Answer refusal = stage.call("alice", alice, "POST", "/api/wallet/transfers", million, key(), 422);
        if (!refusal.body().path("code").asText().equals("insufficient-funds")) {
            throw new DemoStage.Missed("The refusal does not say insufficient-funds.");
        }
    }

    private static boolean isType(JsonNode frame, String type) {
        return frame.path("type").asText().equals(type);
    }

    /** Whether the frame tells the balance as this very movement left it, and not an earlier one. */
    private static boolean isBalanceAfter(JsonNode frame, JsonNode movement, String idField) {
        return isType(frame, "balance_update")
                && frame.path("transaction").path("id").equals(movement.path(idField));
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }
}
