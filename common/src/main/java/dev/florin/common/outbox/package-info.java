/** Events committed with the rows they tell about, and the relay that hands them on. */
@NullMarked
package dev.florin.common.outbox;

import org.jspecify.annotations.NullMarked;
