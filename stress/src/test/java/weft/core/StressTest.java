package weft.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.ReportUtils;
import org.openjdk.jcstress.infra.runners.TestList;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs every race under jcstress, in JVMs of its own, and judges each as a test. Short, so that it
 * can be run at every change; for a long run start {@code org.openjdk.jcstress.Main} with this
 * module's test class path.
 */
class StressTest {
    /** A race whose only outcome is forbidden, to see that one would be found. */
    private static final String FORBIDDEN = ForbiddenStress.class.getName();

    private static final String[] OPTIONS = {
        // Two or three seconds for each race, most of it the start of its JVM.
        "-f", "1",
        "-iters", "4",
        "-time", "250",
        // Loops are larger than what jcstress takes a state for.
        "-strideSize", "32",
        "-strideCount", "16",
        "-sc", "false",
        "-af", "NONE",
        "-jvmArgs", "-Xmx512m -XX:+UseSerialGC --add-opens=java.base/java.lang=ALL-UNNAMED",
        "-r", "jcstress"
    };

    @TestFactory
    @Tag("long")
    @Timeout(300)
    List<DynamicTest> races() throws Exception {
        Map<String, TestResult> results = run();
        List<DynamicTest> tests = new ArrayList<>();
        for (String name : TestList.tests()) {
            TestResult result = results.get(name);
            tests.add(
                    DynamicTest.dynamicTest(
                            name.substring(name.lastIndexOf('.') + 1),
                            () -> {
                                assertTrue(result != null, name + " was not run");
                                judge(name, result);
                            }));
        }
        return tests;
    }

    private static Map<String, TestResult> run() throws Exception {
        Options options = new Options(OPTIONS);
        assertTrue(options.parse(), "jcstress refused its options");
        try {
            new JCStress(options).run();
        } catch (AssertionError expected) {
            // At least the forbidden race; which ones else is judged one by one.
            assertTrue(expected.getMessage().contains(FORBIDDEN), expected.getMessage());
        }
        InProcessCollector collector = new InProcessCollector();
        DiskReadCollector file = new DiskReadCollector(options.getResultFile(), collector);
        try {
            file.dump();
        } finally {
            file.close();
        }
        Map<String, TestResult> results = new HashMap<>();
        for (TestResult result : ReportUtils.mergedByName(collector.getTestResults())) {
            results.put(result.getName(), result);
        }
        return results;
    }

    private static void judge(String name, TestResult result) {
        assertEquals(Status.NORMAL, result.status(), () -> String.join("\n", result.getMessages()));
        assertTrue(result.getTotalCount() > 0, "nothing was sampled");
        List<String> failures = result.grading().failureMessages;
        if (name.equals(FORBIDDEN)) {
            assertFalse(failures.isEmpty(), "a forbidden outcome was not found");
        } else {
            assertEquals(List.of(), failures);
        }
    }
}
