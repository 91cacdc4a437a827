@NullMarked
package dev.florin.wallet.alert;

import org.jspecify.annotations.NullMarked;
