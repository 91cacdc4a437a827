/** What every service's OpenAPI document says in the same words. */
@NullMarked
package dev.florin.common.openapi;

import org.jspecify.annotations.NullMarked;
