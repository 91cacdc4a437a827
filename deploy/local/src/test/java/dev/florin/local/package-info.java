@NullMarked
package dev.florin.local;

import org.jspecify.annotations.NullMarked;
