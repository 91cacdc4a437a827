/** The only mover of money in the product: pure rules, a writer that batches, and SQL. */
@NullMarked
package dev.florin.wallet.ledger;

import org.jspecify.annotations.NullMarked;
