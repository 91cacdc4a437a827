/** A thin reading and writing layer over JDBC. */
@NullMarked
package dev.florin.common.database;

import org.jspecify.annotations.NullMarked;
