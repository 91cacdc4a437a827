/** Everything that can be refused, and how it looks on the wire (RFC 9457). */
@NullMarked
package dev.florin.common.problem;

import org.jspecify.annotations.NullMarked;
