@NullMarked
package dev.florin.refund.sweep;

import org.jspecify.annotations.NullMarked;
