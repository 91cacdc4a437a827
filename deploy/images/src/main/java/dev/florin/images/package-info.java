/** Writes the services' container images without Docker, and says what an image of theirs is. */
@NullMarked
package dev.florin.images;

import org.jspecify.annotations.NullMarked;
