package dev.florin.common.problem;

/** Lines of a file, by number from 1: {@code from}, {@code to}, and all between. */
public record LineRange(int from, int to) {}
