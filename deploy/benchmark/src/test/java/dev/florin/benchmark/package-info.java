@NullMarked
package dev.florin.benchmark;

import org.jspecify.annotations.NullMarked;
