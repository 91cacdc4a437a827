/** Who may follow what: granted by what users were told, or asked of the service that knows. */
@NullMarked
package dev.florin.notification.topic;

import org.jspecify.annotations.NullMarked;
