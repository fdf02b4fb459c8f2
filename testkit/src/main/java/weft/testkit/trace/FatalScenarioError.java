package weft.testkit.trace;

/** What the instruction {@code raise_fatal} throws: an error that ends the loop. */
final class FatalScenarioError extends InternalError {
    private static final long serialVersionUID = 1L;

    FatalScenarioError(String text) {
        super(text);
    }
}
