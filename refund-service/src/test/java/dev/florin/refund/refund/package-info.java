@NullMarked
package dev.florin.refund.refund;

import org.jspecify.annotations.NullMarked;
