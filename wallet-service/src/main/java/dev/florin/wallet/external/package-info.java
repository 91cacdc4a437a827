/** Money that comes from and goes to the outside world. */
@NullMarked
package dev.florin.wallet.external;

import org.jspecify.annotations.NullMarked;
