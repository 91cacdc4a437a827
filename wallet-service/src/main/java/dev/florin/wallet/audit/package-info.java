/** Re-derives the books and says so when they differ. */
@NullMarked
package dev.florin.wallet.audit;

import org.jspecify.annotations.NullMarked;
