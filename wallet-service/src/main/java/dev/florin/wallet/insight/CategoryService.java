package dev.florin.wallet.insight;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import dev.florin.wallet.ledger.LedgerService;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts what a user paid into categories, and learns from the user. */
@Singleton
public class CategoryService {
    private static final String RULES = "category-rules.txt";

    private final WalletFeedService wallets;
    private final FeedStore feed;
    private final CategoryStore store;
    private final LedgerService ledger;
    private final InsightConfig config;
    private final Clock clock;
    private final List<Categoriser.Rule> rules = rules();

    CategoryService(
            WalletFeedService wallets,
            FeedStore feed,
            CategoryStore store,
            LedgerService ledger,
            InsightConfig config,
            Clock clock) {
        this.wallets = wallets;
        this.feed = feed;
        this.store = store;
        this.ledger = ledger;
        this.config = config;
        this.clock = clock;
    }

    /** Each knows the rules, and what its user chose for these merchants. */
    Map<String, Categoriser> categorisers(Map<String, List<String>> merchantKeys) {
        Map<String, Map<String, String>> choices = merchantKeys.isEmpty() ? Map.of() : store.choices(merchantKeys);
        return merchantKeys.keySet().stream()
                .collect(Collectors.toMap(
                        Function.identity(), user -> new Categoriser(rules, choices.getOrDefault(user, Map.of()))));
    }

    /**
     * Gives everything a category that has none and of whose merchant something is known.
     *
     * @return how many movements that were
     * @throws FlorinException {@link ProblemType#FIGURES_BEHIND}
     */
    public int categoriseAll(String user) {
        wallets.catchUp(user);
        int categorised = 0;
        String after = "";
        Step step;
        do {
            String from = after;
            step = feed.alone(user, connection -> categorise(connection, user, from));
            categorised += step.categorised();
            after = step.lastKey();
        } while (step.merchants() == config.categoryBatch());
        return categorised;
    }

    /**
     * Puts one movement into the category that the user says, and remembers that for its merchant.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND}, also for somebody else's
     */
    public void choose(String user, UUID id, String category) {
        if (!Categoriser.isCategory(category)) {
            throw Required.invalid("category", "begins with a-z and has up to 40 of a-z, 0-9, _ and -");
        }
        Categoriser.Guess choice = new Categoriser.Guess(category, Categoriser.By.USER, "You chose it.");
        feed.alone(user, connection -> {
            Merchant merchant = CategoryStore.categorise(connection, user, id, choice)
                    .orElseThrow(() -> new FlorinException(ProblemType.NOT_FOUND, "You have no such transaction."));
            CategoryStore.choose(connection, user, merchant.key(), category, clock.instant());
            tell(connection, user);
            return merchant;
        });
    }

    private void tell(Connection alone, String user) throws SQLException {
        ledger.tell(alone, FigureEvents.changed(user, FigureEvents.Cause.CATEGORY, clock.instant()));
    }

    private record Step(int merchants, int categorised, String lastKey) {}

    private Step categorise(Connection alone, String user, String after) throws SQLException {
        List<Merchant> merchants = CategoryStore.uncategorised(alone, user, after, config.categoryBatch());
        Categoriser categoriser = new Categoriser(
                rules,
                CategoryStore.choices(
                        alone, user, merchants.stream().map(Merchant::key).toList()));
        List<CategoryStore.Guessed> guessed = merchants.stream()
                .flatMap(merchant ->
                        categoriser.guess(merchant).stream().map(guess -> new CategoryStore.Guessed(merchant, guess)))
                .toList();
        int categorised = guessed.isEmpty() ? 0 : CategoryStore.categorise(alone, user, guessed);
        if (categorised > 0) {
            tell(alone, user);
        }
        return new Step(
                merchants.size(),
                categorised,
                merchants.isEmpty() ? after : merchants.getLast().key());
    }

    private static List<Categoriser.Rule> rules() {
        try (InputStream in = Objects.requireNonNull(CategoryService.class.getResourceAsStream(RULES), RULES)) {
            return Categoriser.rules(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
