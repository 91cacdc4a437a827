/** Who is there: as the connections of all nodes say, and only for contacts to see. */
@NullMarked
package dev.florin.notification.presence;

import org.jspecify.annotations.NullMarked;
