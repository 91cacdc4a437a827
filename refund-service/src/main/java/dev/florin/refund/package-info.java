/**
 * Gives back what is due, once. Its features come with their own issues; what stands here is the house they move into.
 */
@NullMarked
package dev.florin.refund;

import org.jspecify.annotations.NullMarked;
