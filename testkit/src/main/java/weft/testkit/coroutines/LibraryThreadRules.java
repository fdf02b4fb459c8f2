package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.currentTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.sleep;
import static weft.Asyncio.toThread;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.ContextVar;
import weft.Future;
import weft.Task;
import weft.spi.RunningLoop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;

/** Rules of the threads of {@code threadFactory}: what they are, and what waits in them. */
interface LibraryThreadRules extends CoroutineFixture {
    /** Starts a thread on the running loop and waits, in a coroutine, for its end. */
    static void runThread(Runnable function) {
        Task<?> task = startThread(function);
        task.await();
    }

    /** Starts a thread on the running loop and returns its task. */
    static Task<?> startThread(Runnable function) {
        AbstractEventLoop loop = getRunningLoop();
        List<Task<?>> before = List.copyOf(loop.allTasks());
        loop.threadFactory().newThread(function).start();
        List<Task<?>> started = new ArrayList<>(loop.allTasks());
        started.removeAll(before);
        assertEquals(1, started.size(), "a started thread is a task");
        return started.getFirst();
    }

    /** Blocks the calling thread, not by weft's means, until a permit comes. */
    static <T> T take(BlockingQueue<T> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Returns the name of the platform thread that runs the calling virtual thread. */
    static String carrierName() {
        String text = Thread.currentThread().toString();
        return text.substring(text.lastIndexOf('@') + 1);
    }

    @Test
    default void libraryThreadIsATaskOfTheLoop() {
        run(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    Task<?> main = currentTask();
                    String carrier = carrierName();
                    List<@Nullable Task<?>> seen = new ArrayList<>();
                    Task<?> task =
                            startThread(
                                    () -> {
                                        Thread self = Thread.currentThread();
                                        assertTrue(self.isVirtual() && self.isDaemon());
                                        assertSame(loop, RunningLoop.current());
                                        assertEquals(carrier, carrierName());
                                        assertTrue(self.getName().startsWith("weft-thread-"));
                                        assertEquals(
                                                self.getName(),
                                                requireNonNull(currentTask()).getName());
                                        seen.add(currentTask());
                                    });
                    assertNull(task.await());
                    assertEquals(List.of(task), seen);
                    assertFalse(loop.allTasks().contains(task));
                    assertSame(main, currentTask());
                });
    }

    @Test
    default void libraryThreadAwaits() {
        run(
                () -> {
                    Future<String> future = getRunningLoop().createFuture();
                    List<String> log = new ArrayList<>();
                    Task<?> task =
                            startThread(
                                    () -> {
                                        sleep(SOON);
                                        log.add("slept");
                                        log.add(future.await());
                                    });
                    sleep(LATER);
                    assertEquals(List.of("slept"), log);
                    future.setResult("awaited");
                    task.await();
                    assertEquals(List.of("slept", "awaited"), log);
                });
    }

    @Test
    default void libraryThreadBlocksWhileTheLoopGoesOn() {
        run(
                () -> {
                    BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                    List<String> log = new ArrayList<>();
                    Task<?> task = startThread(() -> log.add(take(queue)));
                    CoroutineFixture.turns(3);
                    log.add("meanwhile");
                    queue.add("taken");
                    task.await();
                    assertEquals(List.of("meanwhile", "taken"), log);
                });
    }

    @Test
    default void libraryThreadTellsWhereItIs() {
        run(
                () -> {
                    BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                    Task<?> task = startThread(() -> take(queue));
                    CoroutineFixture.turns(2);
                    assertTrue(
                            task.getStack().stream()
                                    .anyMatch(frame -> frame.getMethodName().equals("take")),
                            () -> "no such frame: " + task.getStack());
                    queue.add("goes on");
                    task.await();
                });
    }

    @Test
    default void libraryThreadIsMadeAndStartedAnywhere() {
        run(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    loop.setDebug(true);
                    Future<String> where = loop.createFuture();
                    ThreadFactory factory = toThread(loop::threadFactory);
                    Thread thread =
                            toThread(
                                    () ->
                                            factory.newThread(
                                                    () -> {
                                                        assertSame(loop, RunningLoop.current());
                                                        where.setResult(carrierName());
                                                    }));
                    toThread(
                            () -> {
                                thread.start();
                                return null;
                            });
                    assertEquals(carrierName(), where.await());
                    loop.setDebug(false);
                });
    }

    @Test
    default void libraryThreadStartedBeforeTheLoopRuns() {
        try (AbstractEventLoop loop = newLoop()) {
            Future<Void> ran = loop.createFuture();
            loop.threadFactory().newThread(() -> ran.setResult(null)).start();
            loop.runUntilComplete(ran);
            assertTrue(ran.done());
        }
    }

    @Test
    default void libraryThreadsNeverRunTwoAtOnce() {
        int perStarter = 250;
        int[] count = {0}; // unsynchronized on purpose
        run(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    String carrier = carrierName();
                    CountDownLatch left = new CountDownLatch(4 * perStarter);
                    BlockingQueue<Integer> tickets = new LinkedBlockingQueue<>();
                    Runnable body =
                            () -> {
                                int before = ++count[0];
                                assertEquals(carrier, carrierName());
                                assertEquals(before, count[0]);
                                take(tickets);
                                count[0] += 1_000_000;
                                left.countDown();
                            };
                    try (ExecutorService starters = Executors.newFixedThreadPool(4)) {
                        for (int i = 0; i < 4; i++) {
                            starters.execute(
                                    () -> {
                                        ThreadFactory factory = loop.threadFactory();
                                        for (int j = 0; j < perStarter; j++) {
                                            factory.newThread(body).start();
                                            tickets.add(j);
                                        }
                                    });
                        }
                        left.await();
                    }
                });
        assertEquals(4 * perStarter * 1_000_001, count[0]);
    }

    @Test
    default void libraryThreadHasTheNameItWasStartedWith() {
        run(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                    Thread thread = loop.threadFactory().newThread(() -> take(queue));
                    thread.setName("housekeeper");
                    assertEquals(1, loop.allTasks().size(), "nobody has started it");
                    thread.start();
                    Task<?> task =
                            loop.allTasks().stream()
                                    .filter(each -> each.getName().equals("housekeeper"))
                                    .findAny()
                                    .orElseThrow();
                    queue.add("end");
                    task.await();
                });
    }

    @Test
    default void libraryThreadBeginsInACopyOfTheContext() {
        ContextVar<String> variable = new ContextVar<>("variable", "default");
        run(
                () -> {
                    List<String> log = new ArrayList<>();
                    variable.set("of the maker");
                    Task<?> task =
                            startThread(
                                    () -> {
                                        log.add(variable.get());
                                        variable.set("of the thread");
                                        sleep(SOON);
                                        log.add(variable.get());
                                    });
                    variable.set("changed since");
                    task.await();
                    assertEquals(List.of("of the maker", "of the thread"), log);
                    assertEquals("changed since", variable.get());
                });
    }

    @Test
    default void libraryThreadHasThreadLocalsOfItsOwn() {
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        run(
                () -> {
                    local.set("of the maker");
                    List<@Nullable String> log = new ArrayList<>();
                    for (int i = 0; i < 2; i++) {
                        runThread(
                                () -> {
                                    log.add(local.get());
                                    local.set("of the thread");
                                    CoroutineFixture.turn();
                                    log.add(local.get());
                                });
                    }
                    List<@Nullable String> expected = new ArrayList<>();
                    expected.add(null);
                    expected.add("of the thread");
                    expected.addAll(List.copyOf(expected.subList(1, 2)));
                    expected.add(2, null);
                    assertEquals(expected, log);
                    assertEquals("of the maker", local.get());
                });
    }

    @Test
    default void libraryThreadsMakeAPool() {
        run(
                () -> {
                    int[] running = {0, 0};
                    try (ExecutorService pool =
                            Executors.newFixedThreadPool(3, getRunningLoop().threadFactory())) {
                        List<java.util.concurrent.Future<String>> results = new ArrayList<>();
                        for (int i = 0; i < 12; i++) {
                            int number = i;
                            results.add(
                                    pool.submit(
                                            () -> {
                                                running[0]++;
                                                running[1] = Math.max(running[1], running[0]);
                                                sleep(SOON);
                                                running[0]--;
                                                return number + " on " + carrierName();
                                            }));
                        }
                        for (int i = 0; i < 12; i++) {
                            assertEquals(i + " on " + carrierName(), results.get(i).get());
                        }
                    }
                    assertEquals(3, running[1], "so many at a time");
                });
    }

    @Test
    default void threadFactoryNeedsAFunction() {
        try (AbstractEventLoop loop = newLoop()) {
            assertThrows(
                    NullPointerException.class, () -> loop.threadFactory().newThread(nothing()));
        }
    }

    /** Returns null where the compiler would rather have something. */
    @SuppressWarnings("NullAway")
    private static Runnable nothing() {
        return null;
    }
}
