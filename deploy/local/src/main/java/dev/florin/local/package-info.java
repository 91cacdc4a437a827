/** Runs all of Florin on one machine: PostgreSQL, the four services, and one gateway in front of them. */
@NullMarked
package dev.florin.local;

import org.jspecify.annotations.NullMarked;
