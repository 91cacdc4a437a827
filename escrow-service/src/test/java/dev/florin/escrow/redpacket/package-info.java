@NullMarked
package dev.florin.escrow.redpacket;

import org.jspecify.annotations.NullMarked;
