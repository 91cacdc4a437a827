package dev.florin.wallet.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the books differ from what their entries say.
 *
 * @param account the account, or null for a whole asset
 * @param rule what does not hold
 * @param expected minor units, as re-derived
 * @param actual minor units, as stored
 */
public record Mismatch(@Nullable UUID account, String asset, String rule, String expected, String actual) {}
