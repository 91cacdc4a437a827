/** Measures the packaged system on the machine it runs on, each figure beside its yardstick in the same run. */
@NullMarked
package dev.florin.benchmark;

import org.jspecify.annotations.NullMarked;
