@NullMarked
package dev.florin.refund;

import org.jspecify.annotations.NullMarked;
