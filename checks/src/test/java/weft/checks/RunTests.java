package weft.checks;

import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs single tests, one after the other, in a JVM of their own, and says by its exit status how
 * they went. The arguments are tests as {@code package.Class#method}.
 */
final class RunTests {
    static final int ALL_PASSED = 0;
    static final int ALL_FAILED = 10;
    static final int SOME_FAILED = 11;

    private RunTests() {}

    /** Runs the tests. Ends the JVM, since threads of a mutated loop may be left. */
    public static void main(String[] tests) {
        int failed = 0;
        for (String test : tests) {
            boolean passed = passes(test);
            System.out.println(test + (passed ? " passed" : " failed"));
            failed += passed ? 0 : 1;
        }
        System.out.flush();
        int some = failed == tests.length ? ALL_FAILED : SOME_FAILED;
        Runtime.getRuntime().halt(failed == 0 ? ALL_PASSED : some);
    }

    private static boolean passes(String test) {
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(DiscoverySelectors.selectMethod(test))
                        .build();
        var listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        for (TestExecutionSummary.Failure failure : summary.getFailures()) {
            System.out.println(failure.getException());
        }
        return summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() > 0;
    }
}
