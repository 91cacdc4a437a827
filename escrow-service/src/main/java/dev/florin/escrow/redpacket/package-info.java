/** Red packets: money in shares, for whoever claims one first. */
@NullMarked
package dev.florin.escrow.redpacket;

import org.jspecify.annotations.NullMarked;
