/** Whom people know: nobody is seen who has not agreed to it. */
@NullMarked
package dev.florin.notification.contact;

import org.jspecify.annotations.NullMarked;
