package dev.florin.wallet.ledger;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A column of many rows that go to the database as one array: its SQL type, and how to get its value from a row. */
record Column<T>(String type, Function<T, @Nullable Object> value) {}
