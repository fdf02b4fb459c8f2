package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.currentTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.sleep;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;

import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.CancelledError;
import weft.ExceptionContext;
import weft.Future;
import weft.Generator;
import weft.Queue;
import weft.Task;
import weft.TaskOptions;
import weft.TimeoutError;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Rules of generators whose bodies await: what asyncio's asynchronous generators do. */
interface AsyncGeneratorRules extends GeneratorFixture {
    /** Yields numbers from 1, each after a short sleep. */
    private static Generator<Integer, Void, Void> ticks(int last) {
        return Generator.of(
                out -> {
                    for (int i = 1; i <= last; i++) {
                        sleep(SOON);
                        out.yield(i);
                    }
                });
    }

    @Test
    default void asyncGeneratorAwaitsBetweenItsValues() {
        run(
                () -> {
                    List<Integer> seen = new ArrayList<>();
                    long start = getRunningLoop().time();
                    for (int tick : ticks(3)) {
                        seen.add(tick);
                    }
                    assertEquals(List.of(1, 2, 3), seen);
                    assertTrue(getRunningLoop().time() - start >= 3 * SOON.toNanos() - 1_000_000);
                });
    }

    @Test
    default void asyncGeneratorLetsOthersRunWhileItAwaits() {
        run(
                () -> {
                    List<String> log = new ArrayList<>();
                    Future<Void> gate = getRunningLoop().createFuture();
                    Generator<String, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        gate.await();
                                        out.yield("value");
                                    });
                    Task<Void> consumer = createTask(() -> generator.forEach(log::add));
                    turn();
                    log.add("other");
                    gate.setResult(null);
                    consumer.await();
                    assertEquals(List.of("other", "value"), log);
                });
    }

    @Test
    default void asyncGeneratorRunsInItsConsumersTask() {
        run(
                () -> {
                    Generator<Task<?>, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        while (true) {
                                            Task<?> before = currentTask();
                                            turn();
                                            assertSame(before, currentTask());
                                            out.yield(before);
                                        }
                                    });
                    assertSame(currentTask(), generator.next());
                    createTask(() -> assertSame(currentTask(), generator.next())).await();
                    assertSame(currentTask(), generator.next());
                    generator.close();
                });
    }

    @Test
    default void asyncGeneratorIsCancelledWithItsConsumer() {
        run(
                () -> {
                    List<String> log = new ArrayList<>();
                    Generator<Integer, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        try {
                                            sleep(NEVER);
                                        } catch (CancelledError e) {
                                            log.add("cancelled " + e.getMessage());
                                            turn(); // cleaning up may await
                                            throw e;
                                        } finally {
                                            log.add("finally");
                                        }
                                    });
                    Task<Integer> consumer = createTask(generator::next);
                    turn();
                    consumer.cancel("enough");
                    assertCancelled(consumer);
                    assertEquals(List.of("cancelled enough", "finally"), log);
                    assertEquals(Generator.State.CLOSED, generator.state());
                });
    }

    @Test
    default void asyncGeneratorMaySurviveACancellation() {
        run(
                () -> {
                    Generator<String, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        try {
                                            sleep(NEVER);
                                        } catch (CancelledError e) {
                                            out.yield("still here");
                                        }
                                    });
                    Task<String> consumer = createTask(generator::next);
                    turn();
                    consumer.cancel();
                    assertEquals("still here", consumer.await());
                });
    }

    @Test
    default void asyncGeneratorIsInterruptedInABlockingCall() {
        run(
                () -> {
                    Generator<Integer, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        Thread.sleep(NEVER); // the blocking call under test
                                    });
                    Task<Integer> consumer = createTask(generator::next);
                    turn();
                    consumer.cancel();
                    assertCancelled(consumer);
                });
    }

    @Test
    default void asyncGeneratorObeysTimeouts() {
        run(
                () -> {
                    Generator<Integer, Void, Void> generator = Generator.of(out -> sleep(NEVER));
                    assertThrows(TimeoutError.class, () -> Asyncio.waitFor(generator::next, SOON));
                });
    }

    @Test
    default void asyncGeneratorIsNotReenteredByAnotherTask() {
        run(
                () -> {
                    Generator<Integer, Void, Void> generator = ticks(2);
                    Task<Integer> first = createTask(generator::next);
                    turn();
                    IllegalStateException refusal =
                            assertThrows(IllegalStateException.class, generator::next);
                    assertEquals("generator already executing", refusal.getMessage());
                    assertThrows(IllegalStateException.class, generator::close);
                    assertEquals(1, first.await());
                    assertEquals(2, generator.next());
                });
    }

    @Test
    default void asyncGeneratorsFeedEachOther() {
        run(
                () -> {
                    Queue<Integer> queue = new Queue<>();
                    Generator<Integer, Void, Void> fromQueue =
                            Generator.of(
                                    out -> {
                                        while (true) {
                                            out.yield(queue.get());
                                        }
                                    });
                    Generator<String, Void, Void> words =
                            Generator.of(
                                    out -> {
                                        for (int value : fromQueue) {
                                            turn();
                                            out.yield("w" + value);
                                        }
                                    });
                    Task<List<String>> consumer =
                            createTask(() -> words.stream().limit(3).toList());
                    for (int i = 0; i < 3; i++) {
                        turn();
                        queue.put(i);
                    }
                    assertEquals(List.of("w0", "w1", "w2"), consumer.await());
                    words.close();
                    fromQueue.close();
                });
    }

    @Test
    default void asyncGeneratorStartsTasksEagerly() {
        run(
                () -> {
                    List<String> log = new ArrayList<>();
                    Generator<Task<Void>, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        Task<Void> task =
                                                createTask(
                                                        () -> {
                                                            log.add("child");
                                                            turn();
                                                            log.add("child ends");
                                                            return null;
                                                        },
                                                        TaskOptions.DEFAULTS.withEagerStart(true));
                                        log.add("body");
                                        out.yield(task);
                                    });
                    generator.next().await();
                    assertEquals(List.of("child", "body", "child ends"), log);
                    generator.close();
                });
    }

    @Test
    default void asyncGeneratorShowsInTheStackOfItsTask() {
        run(
                () -> {
                    Generator<Integer, Void, Void> generator = ticks(1);
                    Task<Integer> consumer = createTask(generator::next);
                    turn();
                    List<StackTraceElement> stack = consumer.getStack();
                    assertTrue(
                            stack.stream()
                                    .anyMatch(
                                            frame ->
                                                    frame.getClassName()
                                                            .equals(
                                                                    AsyncGeneratorRules.class
                                                                            .getName())),
                            () -> "" + stack);
                    assertEquals(1, consumer.await()); // and looking has not disturbed it
                });
    }

    @Test
    default void asyncGeneratorsAreClosedAtTheEndOfARun() {
        List<String> log = new ArrayList<>();
        run(
                () -> {
                    Generator<Integer, Void, Void> left =
                            Generator.of(
                                    out -> {
                                        try {
                                            out.yield(1);
                                        } finally {
                                            sleep(SOON);
                                            log.add("closed in " + (currentTask() != null));
                                        }
                                    });
                    assertEquals(1, left.next());
                });
        assertEquals(List.of("closed in true"), log);
    }

    @Test
    default void shutdownAsyncgensClosesThemSideBySide() {
        run(
                () -> {
                    List<Generator<Integer, Void, Void>> generators = new ArrayList<>();
                    for (int i = 0; i < 5; i++) {
                        generators.add(
                                Generator.of(
                                        out -> {
                                            try {
                                                out.yield(1);
                                            } finally {
                                                sleep(LATER);
                                            }
                                        }));
                        generators.getLast().next();
                    }
                    AbstractEventLoop loop = getRunningLoop();
                    Duration limit = LATER.multipliedBy(3);
                    Asyncio.waitFor(loop::shutdownAsyncgens, limit);
                    generators.forEach(each -> assertEquals(Generator.State.CLOSED, each.state()));
                    loop.shutdownAsyncgens(); // nothing is left
                });
    }

    @Test
    default void shutdownAsyncgensReportsWhatFails() {
        IOException problem = new IOException("while closing");
        List<ExceptionContext> reports =
                runReporting(
                        () -> {
                            Generator<Integer, Void, Void> failing =
                                    Generator.of(
                                            out -> {
                                                try {
                                                    out.yield(1);
                                                } finally {
                                                    throwIt(problem);
                                                }
                                            });
                            failing.next();
                            getRunningLoop().shutdownAsyncgens();
                            assertEquals(Generator.State.CLOSED, failing.state());
                        });
        assertEquals(1, reports.size(), () -> "" + reports);
        assertSame(problem, reports.getFirst().exception());
    }

    private static void throwIt(IOException problem) throws IOException {
        throw problem;
    }

    @Test
    default void shutdownAsyncgensNeedsACoroutine() {
        try (AbstractEventLoop loop = newLoop()) {
            assertThrows(IllegalStateException.class, loop::shutdownAsyncgens);
        }
    }

    @Test
    default void asyncGeneratorClosesWithItsBlock() {
        run(
                () -> {
                    List<String> log = new ArrayList<>();
                    try (Generator<Integer, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        try {
                                            out.yield(1);
                                            out.yield(2);
                                        } finally {
                                            turn();
                                            log.add("closed");
                                        }
                                    })) {
                        for (int ignored : generator) {
                            break;
                        }
                    }
                    assertEquals(List.of("closed"), log);
                });
    }

    @Test
    default void generatorInACallbackMustNotAwait() {
        run(
                () -> {
                    Future<Throwable> outcome = getRunningLoop().createFuture();
                    getRunningLoop()
                            .callSoon(
                                    () -> {
                                        try {
                                            ticks(1).next();
                                            outcome.setResult(null);
                                        } catch (IllegalStateException e) {
                                            outcome.setResult(e);
                                        }
                                    });
                    Throwable problem = outcome.await();
                    assertTrue(problem != null && problem.getMessage().contains("outside a"));
                });
    }

    @Test
    default void asyncGeneratorOutlivesItsFirstLoop() {
        List<Integer> seen = new ArrayList<>();
        Generator<Integer, Void, Void> generator =
                Generator.of(
                        out -> {
                            for (int i = 1; ; i++) {
                                turn();
                                out.yield(i);
                            }
                        });
        try (AbstractEventLoop first = newLoop();
                AbstractEventLoop second = newLoop()) {
            seen.add(first.runUntilComplete(() -> generator.next()));
            seen.add(second.runUntilComplete(() -> generator.next()));
            seen.add(first.runUntilComplete(() -> generator.next()));
            assertNull(
                    first.<Void>runUntilComplete(
                            () -> {
                                generator.close();
                                return null;
                            }));
        }
        assertEquals(List.of(1, 2, 3), seen);
    }
}
