package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.testkit.coroutines.GeneratorFixture.collectUntil;
import static weft.testkit.coroutines.GeneratorFixture.onThread;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.Context;
import weft.ContextVar;
import weft.Generator;
import weft.VoidCoroutine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Rules of generators as threads: where the body runs, and what becomes of one left alone. */
interface GeneratorThreadRules extends GeneratorFixture {
    /** Enough for the JIT compiler to have its say about locks. */
    int MANY = 30_000;

    @Test
    default void generatorBodyMayBlock() {
        everywhere(
                () -> {
                    Generator<Integer, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        out.yield(1);
                                        Thread helper = Thread.ofPlatform().start(() -> {});
                                        helper.join();
                                        out.yield(2);
                                        Thread.sleep(1); // the blocking call under test
                                        out.yield(3);
                                    });
                    assertEquals(List.of(1, 2, 3), generator.stream().toList());
                });
    }

    @Test
    default void generatorBodyStartsVirtualThreads() {
        everywhere(
                () -> {
                    Generator<Boolean, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        AtomicReference<Boolean> ran = new AtomicReference<>(false);
                                        Thread thread =
                                                Thread.startVirtualThread(
                                                        () -> {
                                                            Thread.yield();
                                                            ran.set(true);
                                                        });
                                        thread.join();
                                        out.yield(ran.get());
                                    });
                    assertTrue(generator.next());
                    generator.close();
                });
    }

    @Test
    default void generatorRefusesAConsumerThatIsPinned() {
        run(
                () -> {
                    Generator<Integer, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        out.yield(1);
                                        out.yield(2);
                                    });
                    assertPinned(generator::next);
                    assertEquals(Generator.State.CREATED, generator.state());
                    assertEquals(1, generator.next());
                    assertPinned(generator::next);
                    assertEquals(2, generator.next());
                    generator.close();
                });
    }

    @Test
    default void generatorRefusesToYieldWhereItIsPinned() {
        VoidCoroutine test =
                () -> {
                    Generator<Integer, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        assertPinned(() -> out.yield(1));
                                        out.yield(2);
                                    });
                    assertEquals(2, generator.next());
                    generator.close();
                };
        run(test);
        onThread(Thread.ofPlatform(), test); // a virtual one of the JDK's waits, pinned
    }

    private static void assertPinned(Runnable action) throws Exception {
        Throwable cause =
                assertThrows(ExceptionInInitializerError.class, () -> PinnedCode.run(action))
                        .getCause();
        assertTrue(cause.getMessage().contains("the calling thread is pinned"), () -> "" + cause);
    }

    @Test
    default void generatorGoesFromThreadToThread() {
        List<Integer> seen = new ArrayList<>();
        Generator<Integer, Void, Void> generator =
                Generator.of(
                        out -> {
                            for (int i = 1; ; i++) {
                                out.yield(i);
                            }
                        });
        seen.add(generator.next());
        onThread(Thread.ofPlatform(), () -> seen.add(generator.next()));
        run(() -> seen.add(generator.next()));
        run(() -> seen.add(generator.next()));
        seen.add(generator.next());
        generator.close();
        assertEquals(List.of(1, 2, 3, 4, 5), seen);
    }

    @Test
    default void generatorOfAVirtualThreadStaysOnSuch() {
        AtomicReference<Generator<Integer, Void, Void>> generator = new AtomicReference<>();
        onThread(
                Thread.ofVirtual(),
                () -> {
                    generator.set(
                            Generator.of(
                                    out -> {
                                        out.yield(1);
                                        out.yield(2);
                                        out.yield(3);
                                    }));
                    generator.get().next();
                });
        assertThrows(IllegalStateException.class, () -> generator.get().next());
        run(() -> assertThrows(IllegalStateException.class, () -> generator.get().next()));
        onThread(Thread.ofVirtual(), () -> assertEquals(2, generator.get().next()));
        onThread(Thread.ofVirtual(), () -> generator.get().close());
        assertEquals(Generator.State.CLOSED, generator.get().state());
    }

    @Test
    default void generatorIsOneConsumersAtATime() {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        Generator<Integer, Void, Void> generator =
                Generator.of(
                        out -> {
                            inside.countDown();
                            finish.await();
                            out.yield(1);
                        });
        AtomicReference<Integer> value = new AtomicReference<>();
        Thread consumer = Thread.ofPlatform().start(() -> value.set(generator.next()));
        offTheLoop(
                () -> {
                    inside.await();
                    IllegalStateException refusal =
                            assertThrows(IllegalStateException.class, generator::next);
                    assertEquals("generator already executing", refusal.getMessage());
                    assertThrows(IllegalStateException.class, generator::close);
                });
        finish.countDown();
        onThread(Thread.ofPlatform(), consumer::join);
        assertEquals(1, value.get());
        generator.close();
    }

    @Test
    default void generatorBodyHasTheContextOfItsConsumer() {
        everywhere(
                () -> {
                    ContextVar<String> variable = new ContextVar<>("variable", "none");
                    Generator<String, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        while (true) {
                                            out.yield(variable.get());
                                            variable.set(variable.get() + "!");
                                        }
                                    });
                    new Context()
                            .run(
                                    () -> {
                                        variable.set("one");
                                        assertEquals("one", generator.next());
                                        assertEquals("one!", generator.next());
                                        assertEquals("one!", variable.get());
                                    });
                    new Context()
                            .run(
                                    () -> {
                                        variable.set("two");
                                        assertEquals("two!", generator.next());
                                        assertEquals("two!", variable.get());
                                    });
                    generator.close();
                });
    }

    @Test
    default void generatorBodyKeepsAContextThatItEntered() {
        everywhere(
                () -> {
                    ContextVar<String> variable = new ContextVar<>("variable", "none");
                    Context own = new Context();
                    own.run(() -> variable.set("own"));
                    Generator<String, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        out.yield(variable.get());
                                        own.run(
                                                () -> {
                                                    out.yield(variable.get());
                                                    out.yield(variable.get());
                                                });
                                        out.yield(variable.get());
                                    });
                    new Context()
                            .run(
                                    () -> {
                                        variable.set("mine");
                                        assertEquals("mine", generator.next());
                                        assertEquals("own", generator.next());
                                        assertEquals("mine", variable.get());
                                        assertEquals("own", generator.next());
                                        assertEquals("mine", generator.next());
                                    });
                    generator.close();
                });
    }

    @Test
    default void generatorBodyHasAThreadOfItsOwn() {
        everywhere(
                () -> {
                    Generator<Thread, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        out.yield(Thread.currentThread());
                                        out.yield(Thread.currentThread());
                                    });
                    Thread thread = generator.next();
                    assertNotSame(Thread.currentThread(), thread);
                    assertTrue(thread.isVirtual());
                    assertSame(thread, generator.next());
                    generator.close();
                });
    }

    @Test
    default void generatorOffTheLoopHasNoLoop() {
        offTheLoop(
                () -> {
                    Generator<Object, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        out.yield(Asyncio.currentTask());
                                        Asyncio.getRunningLoop();
                                    });
                    assertNull(generator.next());
                    assertThrows(IllegalStateException.class, generator::next);
                });
    }

    /** What the JVM does to monitors of the thread below a continuation has crashed it. */
    @Test
    default void generatorIsConsumedInSynchronizedBlocks() {
        List<Object> locks = List.of(new Object(), new Object(), new Object());
        Generator<Integer, Void, Void> generator =
                Generator.of(
                        out -> {
                            for (int i = 1; ; i++) {
                                out.yield(i);
                            }
                        });
        int[] sum = {0};
        for (int i = 0; i < MANY; i++) {
            consumeHolding(generator, locks.get(i % locks.size()), sum);
        }
        assertEquals(MANY, sum[0]);
        assertEquals(MANY + 1, generator.next());
        generator.close();
        locks.forEach(GeneratorThreadRules::assertFree);
    }

    /** Before Java 24 a monitor pins, and the generator says so. */
    @Test
    @Tag("jdk24")
    default void generatorBodyKeepsItsMonitors() {
        everywhere(
                () -> {
                    Object mine = new Object();
                    Object bodys = new Object();
                    Generator<Integer, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        synchronized (bodys) {
                                            out.yield(1);
                                            assertTrue(Thread.holdsLock(bodys));
                                            out.yield(2);
                                        }
                                        out.yield(3);
                                    });
                    synchronized (mine) {
                        assertEquals(1, generator.next());
                        assertTrue(Thread.holdsLock(mine));
                        assertTrue(!Thread.holdsLock(bodys));
                        assertEquals(2, generator.next());
                    }
                    assertEquals(3, generator.next());
                    generator.close();
                    assertFree(mine);
                    assertFree(bodys);
                });
    }

    private static void assertFree(Object lock) {
        assertTrue(!Thread.holdsLock(lock));
        AtomicReference<Boolean> free = new AtomicReference<>(false);
        onThread(
                Thread.ofPlatform(),
                () -> {
                    synchronized (lock) {
                        free.set(true);
                    }
                });
        assertTrue(free.get());
    }

    private static void consumeHolding(
            Generator<Integer, Void, Void> generator, Object lock, int[] sum) {
        synchronized (lock) {
            int value = generator.next();
            sum[0]++;
            assertEquals(sum[0], value);
        }
    }

    /** The same, for the thread that runs a loop. */
    @Test
    @Tag("slow")
    default void loopRunsInSynchronizedBlocks() {
        List<Object> locks = List.of(new Object(), new Object(), new Object());
        int[] turns = {0};
        try (AbstractEventLoop loop = newLoop()) {
            for (int i = 0; i < MANY; i++) {
                runHolding(loop, locks.get(i % locks.size()), turns);
            }
        }
        assertEquals(2 * MANY, turns[0]);
        locks.forEach(GeneratorThreadRules::assertFree);
    }

    private static void runHolding(AbstractEventLoop loop, Object lock, int[] turns) {
        synchronized (lock) {
            turns[0]++;
            loop.runUntilComplete(
                    () -> {
                        CoroutineFixture.turn();
                        turns[0]++;
                        return null;
                    });
        }
    }

    @Test
    default void generatorLeftAloneIsClosed() throws InterruptedException {
        int count = 100;
        CountDownLatch closed = new CountDownLatch(count);
        offTheLoop(() -> abandon(count / 2, closed));
        collectUntil(closed);
    }

    @Test
    default void generatorLeftAloneOnALoopIsClosedThere() {
        CountDownLatch closed = new CountDownLatch(100);
        run(
                () -> {
                    AbstractEventLoop loop = Asyncio.getRunningLoop();
                    Generator<Integer, Void, Void> kept =
                            Generator.of(
                                    out -> {
                                        try {
                                            out.yield(1);
                                        } finally {
                                            assertSame(loop, Asyncio.getRunningLoop());
                                        }
                                    });
                    kept.next();
                    abandon(100, closed);
                    Asyncio.toThread(
                            () -> {
                                collectUntil(closed);
                                return null;
                            });
                    assertEquals(Generator.State.SUSPENDED, kept.state());
                    kept.close();
                });
    }

    private static void abandon(int count, CountDownLatch closed) {
        for (int i = 0; i < count; i++) {
            Generator<byte[], Void, Void> generator =
                    Generator.of(
                            out -> {
                                try {
                                    out.yield(new byte[1_000]);
                                } finally {
                                    closed.countDown();
                                }
                            });
            assertEquals(1_000, generator.next().length);
        }
    }
}
