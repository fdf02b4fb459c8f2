package weft.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The suites of the simulated backend with many seeds, in as many JVMs as there are processors.
 * {@code -Dweft.seeds=N} says how many seeds, 1,000 by default, from 0 upwards. Each is a test; one
 * that fails names what failed and the command that repeats it.
 */
@Tag("long")
class SeedsTest {
    private static final int SEEDS = Integer.getInteger("weft.seeds", 1_000);
    private static final int MINUTES = 45;

    /** Where {@code ./weft test --all} finds what to print. */
    private static final Path SUMMARY = Path.of("target", "seeds.txt");

    @TestFactory
    @Timeout(value = MINUTES, unit = TimeUnit.MINUTES)
    Stream<DynamicTest> suitesPassWithEverySeed() throws Exception {
        long begin = System.nanoTime();
        Map<Long, String> lines = new ConcurrentHashMap<>();
        int workers = Math.min(SEEDS, Runtime.getRuntime().availableProcessors());
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            for (int i = 0; i < workers; i++) {
                // One after the other, so that each JVM has its share of those that take longer.
                int first = (int) ((long) SEEDS * i / workers);
                int count = (int) ((long) SEEDS * (i + 1) / workers) - first;
                running.add(
                        threads.submit(
                                () -> {
                                    runSeeds(first, count, lines);
                                    return null;
                                }));
            }
        }
        for (Future<?> worker : running) {
            worker.get();
        }
        writeSummary(lines, System.nanoTime() - begin);
        return Stream.iterate(0L, seed -> seed < SEEDS, seed -> seed + 1)
                .map(seed -> dynamicTest("seed " + seed, () -> check(seed, lines.get(seed))));
    }

    private static void runSeeds(int first, int count, Map<Long, String> lines)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Djdk.trackAllThreads=false",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SeedRuns.class.getName(),
                                Integer.toString(first),
                                Integer.toString(count))
                        .redirectError(ProcessBuilder.Redirect.DISCARD) // what the tests log
                        .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                int tab = line.indexOf('\t');
                if (tab > 0 && line.substring(0, tab).chars().allMatch(Character::isDigit)) {
                    lines.put(Long.parseLong(line.substring(0, tab)), line.substring(tab + 1));
                }
            }
            process.waitFor();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void writeSummary(Map<Long, String> lines, long tookNanos) throws IOException {
        long passed = lines.values().stream().mapToLong(SeedsTest::passed).sum();
        long failed = lines.values().stream().filter(line -> line.contains("\t")).count();
        Files.writeString(
                SUMMARY,
                String.format(
                        "simulated suites with %d of %d seeds: %d tests passed, %d seeds failed,"
                                + " in %d s%n",
                        lines.size(),
                        SEEDS,
                        passed,
                        failed,
                        TimeUnit.NANOSECONDS.toSeconds(tookNanos)));
    }

    private static long passed(String line) {
        return Long.parseLong(line.split("\t", 2)[0]);
    }

    private static void check(long seed, @Nullable String line) {
        String repeat =
                "repeat with mvn test -Dquick -pl testkit -am -Dweft.seed="
                        + seed
                        + " -Dtest='*Simulated*Test' -Dsurefire.failIfNoSpecifiedTests=false";
        assertTrue(line != null, () -> "the JVM of seed " + seed + " died before it; " + repeat);
        String[] parts = String.valueOf(line).split("\t");
        assertEquals(1, parts.length, () -> String.join("\n", parts) + "\n" + repeat);
        assertTrue(passed(parts[0]) > 0, "no test ran");
    }
}
