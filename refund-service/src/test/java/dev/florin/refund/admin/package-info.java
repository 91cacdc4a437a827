@NullMarked
package dev.florin.refund.admin;

import org.jspecify.annotations.NullMarked;
