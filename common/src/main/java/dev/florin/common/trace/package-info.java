/** Follows one piece of work from the REST call that started it to the last frame (W3C Trace Context). */
@NullMarked
package dev.florin.common.trace;

import org.jspecify.annotations.NullMarked;
