/** What is told, written by the commit that it is about. */
@NullMarked
package dev.florin.escrow.event;

import org.jspecify.annotations.NullMarked;
