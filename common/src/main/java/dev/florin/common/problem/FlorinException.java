package dev.florin.common.problem;

import java.util.List;

/** A refusal with a place in the {@linkplain ProblemType catalogue}; its detail is shown to the caller. */
public final class FlorinException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemType type;
    private final transient List<Problem.FieldError> errors;

    /** @param detail one sentence for the caller: no class names, no SQL, no data of others */
    public FlorinException(ProblemType type, String detail) {
        this(type, detail, List.of());
    }

    public FlorinException(ProblemType type, String detail, List<Problem.FieldError> errors) {
        // An expected outcome on a hot path: the stack trace would cost more than the work.
        super(detail, null, false, false);
        this.type = type;
        this.errors = List.copyOf(errors);
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
}
