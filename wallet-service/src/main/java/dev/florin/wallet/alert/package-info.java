/** What operators should look at: alerts raised by movements, and figures over the last minutes. */
@NullMarked
package dev.florin.wallet.alert;

import org.jspecify.annotations.NullMarked;
