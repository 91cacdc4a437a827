/** What the services tell about: one record per event type, wrapped in a CloudEvents 1.0 envelope. */
@NullMarked
package dev.florin.common.event;

import org.jspecify.annotations.NullMarked;
