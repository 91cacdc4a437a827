/** Turns committed movements into the events that their owners are told. */
@NullMarked
package dev.florin.wallet.event;

import org.jspecify.annotations.NullMarked;
