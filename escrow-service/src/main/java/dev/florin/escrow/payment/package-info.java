/** Payments from outside: what buyers are asked for, and what the provider reports about it. */
@NullMarked
package dev.florin.escrow.payment;

import org.jspecify.annotations.NullMarked;
