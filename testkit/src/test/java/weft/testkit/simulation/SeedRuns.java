package weft.testkit.simulation;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs the suites of the simulated backend once for each of some seeds, in this JVM: those on the
 * rough simulation, where everything random follows from the seed, and with every {@value
 * #ALL_EVERY}th seed all others too. Prints a line for each seed: the seed, how many tests passed,
 * and, one after the other, which ones failed how. The arguments are the first seed and how many
 * there are.
 */
final class SeedRuns {
    // Where nothing is random a seed changes nothing; these are here to run again and again.
    private static final int ALL_EVERY = 50;

    // What the suites' classes are called, wherever they are below the testkit's package.
    private static final String ALL = ".*\\.\\w*Simulated\\w*Test";
    private static final String ROUGH = ".*\\.RoughSimulated\\w*Test";

    private SeedRuns() {}

    /** Runs the suites. Ends the JVM, since a failed test may leave threads. */
    public static void main(String[] args) {
        long seed = Long.parseLong(args[0]);
        int count = Integer.parseInt(args[1]);
        Launcher launcher = LauncherFactory.create();
        for (int i = 0; i < count; i++) {
            System.setProperty("weft.seed", Long.toString(seed));
            Outcome outcome = new Outcome();
            launcher.execute(suites(seed % ALL_EVERY == 0 ? ALL : ROUGH), outcome);
            System.out.println(seed + "\t" + outcome.passed + String.join("", outcome.failures));
            System.out.flush();
            seed++;
        }
        Runtime.getRuntime().halt(0);
    }

    private static LauncherDiscoveryRequest suites(String classNames) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectPackage("weft.testkit"))
                .filters(
                        ClassNameFilter.includeClassNamePatterns(classNames),
                        // What takes its time takes it with every seed.
                        TagFilter.excludeTags("slow", "long"))
                // A machine that runs two of these beside other things may stand still for a
                // minute.
                .configurationParameter("junit.jupiter.execution.timeout.default", "300 s")
                .build();
    }

    /** What became of the tests of one seed. */
    private static final class Outcome implements TestExecutionListener {
        int passed;
        final List<String> failures = new ArrayList<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            switch (result.getStatus()) {
                case SUCCESSFUL -> passed += test.isTest() ? 1 : 0;
                case FAILED ->
                        failures.add(
                                ("\t" + test.getUniqueId() + ": " + result.getThrowable())
                                        .replaceAll("\\R", " "));
                case ABORTED -> {
                    // what the simulation cannot do, with any seed
                }
            }
        }
    }
}
