/** Who calls: a user, an admin or another service. */
@NullMarked
package dev.florin.common.security;

import org.jspecify.annotations.NullMarked;
