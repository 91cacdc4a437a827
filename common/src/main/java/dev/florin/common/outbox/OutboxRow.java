package dev.florin.common.outbox;

import java.util.UUID;

/**
 * One committed story that has not been handed on yet.
 *
 * @param position rises with every row; for one account or state machine in the order of its commits
 * @param id identifies the story for ever; the ids of its events derive from it
 * @param payload JSON, in the words of the service that wrote it
 */
public record OutboxRow(long position, UUID id, String payload) {}
