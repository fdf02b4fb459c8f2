package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import weft.Asyncio;
import weft.CancelledError;
import weft.ExceptionContext;
import weft.Task;
import weft.TaskOptions;
import weft.spi.EventLoopProvider;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Rules of closing a loop with coroutines alive, and of a JVM that cannot have any. */
interface ClosingRules extends LoopFixture {
    /** Returns what makes the loop, for a program in another JVM; a class with a constructor. */
    EventLoopProvider loopProvider();

    /** Counts the reports whose message has some words and which are about some task. */
    private static long count(List<ExceptionContext> reports, String words, Task<?> task) {
        return reports.stream()
                .filter(each -> each.message().contains(words) && each.get("task") == task)
                .count();
    }

    /** Coroutines that wait when the loop closes are cancelled, run their ends and are reported. */
    @Test
    default void waitingCoroutinesAreEnded() {
        List<String> log = new ArrayList<>();
        Task<Object> awaiting =
                loop().createTask(
                                () -> {
                                    try {
                                        return loop().createFuture().await();
                                    } finally {
                                        log.add("await ended");
                                    }
                                });
        Task<Object> blocking =
                loop().createTask(
                                () -> {
                                    try {
                                        Thread.sleep(100_000); // the blocking call under test
                                        return "slept";
                                    } finally {
                                        log.add("sleep ended");
                                    }
                                });
        iterate(2);
        loop().close();
        assertEquals(List.of("await ended", "sleep ended"), log.stream().sorted().toList());
        assertTrue(awaiting.cancelled() && blocking.cancelled());
        List<ExceptionContext> reports = takeReports();
        assertEquals(2, reports.size(), () -> "reports: " + reports);
        assertEquals(1, count(reports, "pending", awaiting));
        assertEquals(1, count(reports, "pending", blocking));
    }

    /**
     * A coroutine that swallows every cancellation delays closing for a bounded time, and is named.
     */
    @Test
    @Tag("slow")
    default void survivorsAreNamed() {
        boolean[] ended = new boolean[1];
        Task<Object> stubborn =
                loop().createTask(
                                () -> {
                                    while (!ended[0]) {
                                        try {
                                            Asyncio.sleep(Duration.ofHours(1));
                                        } catch (CancelledError swallowed) {
                                            Thread.onSpinWait();
                                        }
                                    }
                                    return "never";
                                },
                                TaskOptions.named("stubborn"));
        iterate(2);
        long start = System.nanoTime();
        loop().close();
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(15).toNanos());
        List<ExceptionContext> reports = takeReports();
        assertEquals(1, count(reports, "outlived", stubborn), () -> "reports: " + reports);
        assertTrue(reports.toString().contains("stubborn"));
        ended[0] = true;
    }

    /** A resume after the loop closed is neither dropped nor does it harm other virtual threads. */
    @Test
    @Tag("slow")
    default void lateResumesDoNoHarm() throws InterruptedException {
        BlockingQueue<String> queue = new LinkedBlockingQueue<>();
        CountDownLatch resumed = new CountDownLatch(50);
        for (int i = 0; i < 50; i++) {
            loop().createTask(
                            () -> {
                                takeUninterruptibly(queue);
                                resumed.countDown();
                            });
        }
        iterate(2);
        loop().close();
        assertEquals(50, resumed.getCount());
        for (int i = 0; i < 50; i++) {
            queue.put("late");
        }
        assertTrue(resumed.await(10, TimeUnit.SECONDS), "resumes were dropped");
        CountDownLatch healthy = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            Thread.startVirtualThread(
                    () -> {
                        if (sleepBriefly()) {
                            healthy.countDown();
                        }
                    });
        }
        assertTrue(healthy.await(10, TimeUnit.SECONDS), "other virtual threads are stuck");
        assertEquals(100, takeReports().size(), "pending and outlived, for each of 50 tasks");
    }

    private static String takeUninterruptibly(BlockingQueue<String> queue) {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                Thread.onSpinWait(); // a coroutine may swallow a cancellation
            }
        }
    }

    private static boolean sleepBriefly() {
        try {
            Thread.sleep(1); // the blocking call under test
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Without the flag callbacks work, and the first coroutine fails with the flag to add. */
    @Test
    @Tag("slow")
    default void missingFlagIsNamed() throws IOException, InterruptedException {
        Process child =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                // The second compiler costs more than it gains in so short a life.
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                MissingFlagProgram.class.getName(),
                                loopProvider().getClass().getName())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(child.getInputStream().readAllBytes(), US_ASCII);
        assertTrue(child.waitFor(30, TimeUnit.SECONDS));
        assertTrue(output.contains("callback ran"), output);
        String refusal =
                "refused: coroutines need the JVM flag --add-opens java.base/java.lang=ALL-UNNAMED";
        // A coroutine, a thread, an executor, a generator and a greenlet.
        assertEquals(5, output.lines().filter(refusal::equals).count(), output);
        assertEquals(0, child.exitValue(), output);
        assertNull(Asyncio.currentTask());
    }
}
