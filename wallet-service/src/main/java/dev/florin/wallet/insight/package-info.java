/** What a user's money goes to: bank feed, figures, categories. */
@NullMarked
package dev.florin.wallet.insight;

import org.jspecify.annotations.NullMarked;
