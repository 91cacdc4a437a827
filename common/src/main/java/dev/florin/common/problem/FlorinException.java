package dev.florin.common.problem;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A refusal with a place in the {@linkplain ProblemType catalogue}; its detail is shown to the caller. */
public final class FlorinException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemType type;
    private final transient List<Problem.FieldError> errors;
    private final transient Collection<LineRange> rejectedLines;
    private final @Nullable String replayOf;
    private final transient @Nullable Quota quota;

    /** @param detail one sentence for the caller: no class names, no SQL, no data of others */
    public FlorinException(ProblemType type, String detail) {
        this(type, detail, List.of());
    }

    public FlorinException(ProblemType type, String detail, List<Problem.FieldError> errors) {
        this(type, detail, errors, List.of(), null, null);
    }

    private FlorinException(
            ProblemType type,
            String detail,
            List<Problem.FieldError> errors,
            Collection<LineRange> rejectedLines,
            @Nullable String replayOf,
            @Nullable Quota quota) {
        // An expected outcome on a hot path: the stack trace would cost more than the work.
        super(detail, null, false, false);
        this.type = type;
        this.errors = List.copyOf(errors);
        this.rejectedLines = rejectedLines;
        this.replayOf = replayOf;
        this.quota = quota;
    }

    /** {@link ProblemType#RATE_LIMITED}: the answer says when there is room again. */
    public static FlorinException rateLimited(Quota quota, String detail) {
        return new FlorinException(ProblemType.RATE_LIMITED, detail, List.of(), List.of(), null, quota);
    }

    /**
     * A file is refused for some of its lines.
     *
     * @param errors why, of the first of them
     * @param lines all of them; read while the answer is written, so that they need not be in memory as such
     */
    public static FlorinException forLines(
            ProblemType type, String detail, List<Problem.FieldError> errors, Collection<LineRange> lines) {
        return new FlorinException(type, detail, errors, lines, null, null);
    }

    /**
     * The same refusal as it was answered to an earlier request, whose trace it keeps: an answer is repeated byte for
     * byte.
     */
    public FlorinException asReplayOf(String traceId) {
        return new FlorinException(type, detail(), errors, rejectedLines, traceId, quota);
    }

    /** The trace of the request that was refused first, if this refusal only repeats it. */
    public Optional<String> replayOf() {
        return Optional.ofNullable(replayOf);
    }

    /** The rate that was used up, if that is why. */
    public Optional<Quota> quota() {
        return Optional.ofNullable(quota);
    }

    public ProblemType type() {
        return type;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<Problem.FieldError> errors() {
        return errors;
    }

    public Collection<LineRange> rejectedLines() {
        return rejectedLines;
    }
}
