package dev.florin.common.api.wallet;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /internal/ledger/commands/batch}: several commands in one request. Each stands for itself, as if
 * it were sent to {@code POST /internal/ledger/commands} alone.
 *
 * @param commands 1 to {@value #MAX_COMMANDS}
 */
public record LedgerCommandBatch(List<Item> commands) {
    public static final int MAX_COMMANDS = 100;

    /**
     * One of them.
     *
     * @param steps as in {@link LedgerCommand}
     * @param traceparent (W3C) the trace that the command belongs to; the request's own if absent
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Item(
            List<LedgerCommand.Step> steps, @Nullable String traceparent) {}

    /** One answer per command, in the order of the request. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Answers(List<Answer> answers) {
        public Answers {
            answers = List.copyOf(answers);
        }
    }

    /**
     * What became of one of them.
     *
     * @param status as if it had been sent alone: 200, or that of the problem
     * @param results one per step; absent if there was a problem
     * @param code of the problem
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(
            int status,
            @Nullable List<LedgerBatch.Result> results,
            @Nullable String code) {}
}
