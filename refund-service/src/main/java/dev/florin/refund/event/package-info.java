/** What is told of refunds. */
@NullMarked
package dev.florin.refund.event;

import org.jspecify.annotations.NullMarked;
