@NullMarked
package dev.florin.escrow;

import org.jspecify.annotations.NullMarked;
