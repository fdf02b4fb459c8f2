package weft.testkit.trace;

/** What the instruction {@code raise} throws. */
final class ScenarioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScenarioException(String text) {
        super(text);
    }
}
