package weft.testkit.trace;

import org.jspecify.annotations.Nullable;

/** Carries the value of the instruction {@code return} out of the nested bodies of a coroutine. */
final class ReturnSignal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object value;

    ReturnSignal(@Nullable Object value) {
        super("return outside a coroutine", null, false, false);
        this.value = value;
    }

    @Nullable Object value() {
        return value;
    }
}
