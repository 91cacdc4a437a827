@NullMarked
package dev.florin.escrow.escrow;

import org.jspecify.annotations.NullMarked;
