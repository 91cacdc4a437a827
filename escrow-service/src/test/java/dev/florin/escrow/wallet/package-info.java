@NullMarked
package dev.florin.escrow.wallet;

import org.jspecify.annotations.NullMarked;
