/** What the tests of all modules share. */
@NullMarked
package dev.florin.common.test;

import org.jspecify.annotations.NullMarked;
