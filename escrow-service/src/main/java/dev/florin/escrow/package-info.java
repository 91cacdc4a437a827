/**
 * Conditional money: escrows and red packets. Its features come with their own issues; what stands here is the house
 * they move into.
 */
@NullMarked
package dev.florin.escrow;

import org.jspecify.annotations.NullMarked;
