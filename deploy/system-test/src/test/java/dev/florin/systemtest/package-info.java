/** Proves from outside, on the packaged services, that money moves once and that its owners are told once. */
@NullMarked
package dev.florin.systemtest;

import org.jspecify.annotations.NullMarked;
