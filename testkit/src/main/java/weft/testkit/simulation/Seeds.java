package weft.testkit.simulation;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Chooses the seed of each test, and prints it when the test fails. {@code -Dweft.seed=N} repeats a
 * run. Registered with {@code @ExtendWith(Seeds.class)}; the seed of the running test is {@link
 * #current}.
 */
public final class Seeds implements BeforeEachCallback, AfterTestExecutionCallback {
    private static final String PROPERTY = "weft.seed";
    private static final ThreadLocal<Long> CURRENT = ThreadLocal.withInitial(Seeds::choose);

    /** Creates the extension; JUnit does this. */
    public Seeds() {}

    /**
     * Returns the seed of the test that runs in this thread.
     *
     * @return the value of {@code -Dweft.seed}, or else a number chosen at random
     */
    public static long current() {
        return CURRENT.get();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        CURRENT.set(choose());
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        context.getExecutionException()
                .ifPresent(
                        failure ->
                                failure.addSuppressed(
                                        new SeedOfThisRun(
                                                "repeat this run with -D"
                                                        + PROPERTY
                                                        + "="
                                                        + current())));
    }

    private static long choose() {
        Long given = Long.getLong(PROPERTY);
        return given != null ? given : new java.security.SecureRandom().nextInt(1_000_000);
    }

    /** Carries the seed into the report of the failure. */
    private static final class SeedOfThisRun extends Exception {
        private static final long serialVersionUID = 1L;

        SeedOfThisRun(String message) {
            super(message, null, false, false);
        }
    }
}
