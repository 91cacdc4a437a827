/** The little that two services share; every package says what. */
@NullMarked
package dev.florin.common;

import org.jspecify.annotations.NullMarked;
