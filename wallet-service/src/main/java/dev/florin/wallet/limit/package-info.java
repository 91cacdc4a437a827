/** How much may be spent: shown to the owner, set by an administrator. */
@NullMarked
package dev.florin.wallet.limit;

import org.jspecify.annotations.NullMarked;
