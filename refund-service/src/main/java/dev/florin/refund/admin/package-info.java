/** What operators see of refunds and do to them (seed 000). */
@NullMarked
package dev.florin.refund.admin;

import org.jspecify.annotations.NullMarked;
