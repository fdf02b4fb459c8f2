package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import weft.Generator;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Rules of generators whose consumer is interrupted: it is as if the body stood on the consumer's
 * own stack.
 */
interface GeneratorInterruptRules extends GeneratorFixture {
    /** How often an interrupt comes at some moment of its own. */
    int INTERRUPTS = 2_000;

    /** Turns after which the interrupter is let in, should both threads share a processor. */
    int TURNS_BEFORE_YIELD = 64;

    /** How long to wait for one. */
    long PATIENCE_NANOS = 20_000_000_000L;

    @Test
    default void generatorBodyIsInterruptedWithItsConsumer() {
        offTheLoop(
                () -> {
                    CountDownLatch blocking = new CountDownLatch(1);
                    interruptAt(blocking);
                    Generator<Integer, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        blocking.countDown();
                                        new CountDownLatch(1).await();
                                    });
                    assertThrows(InterruptedException.class, generator::next);
                    assertFalse(Thread.currentThread().isInterrupted());
                });
    }

    @Test
    default void generatorBodySeesAnInterruptWhileItRuns() {
        offTheLoop(
                () -> {
                    CountDownLatch running = new CountDownLatch(1);
                    interruptAt(running);
                    Generator<Integer, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        running.countDown();
                                        spinUntilInterrupted();
                                        new CountDownLatch(1).await();
                                    });
                    assertThrows(InterruptedException.class, generator::next);
                    assertFalse(Thread.currentThread().isInterrupted());
                });
    }

    @Test
    default void generatorBodyIsInterruptedTwice() {
        offTheLoop(
                () -> {
                    CountDownLatch first = new CountDownLatch(1);
                    CountDownLatch second = new CountDownLatch(1);
                    interruptAt(first, second);
                    Generator<Integer, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        first.countDown();
                                        spinUntilInterrupted();
                                        assertTrue(Thread.interrupted());
                                        second.countDown();
                                        spinUntilInterrupted();
                                        new CountDownLatch(1).await();
                                    });
                    assertThrows(InterruptedException.class, generator::next);
                });
    }

    @Test
    default void generatorOfAnInterruptedConsumerIsInterrupted() {
        offTheLoop(
                () -> {
                    Generator<Boolean, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        out.yield(Thread.currentThread().isInterrupted());
                                        out.yield(Thread.interrupted());
                                        out.yield(Thread.currentThread().isInterrupted());
                                    });
                    Thread.currentThread().interrupt();
                    assertTrue(generator.next());
                    assertTrue(Thread.currentThread().isInterrupted());
                    assertTrue(generator.next());
                    assertFalse(Thread.currentThread().isInterrupted());
                    assertFalse(generator.next());
                    generator.close();
                });
    }

    @Test
    default void interruptThatTheBodyDoesNotNoticeIsItsConsumers() {
        offTheLoop(
                () -> {
                    CountDownLatch running = new CountDownLatch(1);
                    interruptAt(running);
                    Generator<Boolean, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        running.countDown();
                                        spinUntilInterrupted();
                                        out.yield(true);
                                        out.yield(Thread.currentThread().isInterrupted());
                                    });
                    assertTrue(generator.next());
                    assertTrue(Thread.interrupted());
                    assertFalse(generator.next(), "still flagged");
                    generator.close();
                });
    }

    @Test
    default void interruptThatTheBodyKeepsIsItsConsumersWhenItEnds() {
        offTheLoop(
                () -> {
                    Generator<Boolean, Void, Void> generator =
                            Generator.of(out -> Thread.currentThread().interrupt());
                    GeneratorFixture.assertStops(generator);
                    assertTrue(Thread.interrupted());
                });
    }

    @Test
    default void innermostGeneratorIsInterrupted() {
        offTheLoop(
                () -> {
                    CountDownLatch blocking = new CountDownLatch(1);
                    interruptAt(blocking);
                    Generator<Integer, Void, Void> inner =
                            Generator.of(
                                    out -> {
                                        blocking.countDown();
                                        spinUntilInterrupted();
                                        out.yield(1);
                                    });
                    Generator<Boolean, Void, Void> outer =
                            Generator.of(
                                    out -> {
                                        assertEquals(1, inner.next());
                                        out.yield(Thread.interrupted());
                                    });
                    assertTrue(outer.next(), "what the inner one left is the outer one's");
                    assertFalse(Thread.currentThread().isInterrupted());
                    outer.close();
                    inner.close();
                });
    }

    @Test
    default void noInterruptIsLostBetweenBodyAndConsumer() {
        offTheLoop(
                () -> {
                    Generator<Boolean, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        while (true) {
                                            out.yield(Thread.interrupted());
                                        }
                                    });
                    Thread consumer = Thread.currentThread();
                    AtomicInteger wanted = new AtomicInteger();
                    AtomicInteger sent = new AtomicInteger();
                    Thread interrupter =
                            Thread.ofPlatform()
                                    .start(() -> interruptAsWanted(consumer, wanted, sent));
                    for (int i = 1; i <= INTERRUPTS; i++) {
                        wanted.set(i);
                        boolean seen = false;
                        boolean over = false;
                        for (int turn = 1; !over; turn++) {
                            if (turn % TURNS_BEFORE_YIELD == 0) {
                                Thread.yield();
                            }
                            over = sent.get() == i;
                            seen |= generator.next();
                            seen |= Thread.interrupted();
                        }
                        assertTrue(seen, "interrupt " + i + " is lost");
                    }
                    interrupter.join();
                    generator.close();
                });
    }

    private static void interruptAsWanted(
            Thread consumer, AtomicInteger wanted, AtomicInteger sent) {
        for (int i = 1; i <= INTERRUPTS; i++) {
            while (wanted.get() < i) {
                Thread.yield();
            }
            consumer.interrupt();
            sent.set(i);
        }
    }

    /** Interrupts the calling thread each time a latch opens. */
    private static void interruptAt(CountDownLatch... latches) {
        Thread consumer = Thread.currentThread();
        Callable<Boolean> interrupts =
                () -> {
                    for (CountDownLatch latch : latches) {
                        latch.await();
                        consumer.interrupt();
                    }
                    return true;
                };
        Thread.ofPlatform().start(new FutureTask<>(interrupts));
    }

    /** Computes until the flag is set, and leaves it set. */
    private static void spinUntilInterrupted() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!Thread.currentThread().isInterrupted()) {
            assertTrue(System.nanoTime() < deadline, "not interrupted");
            for (int i = 0; i < 1_000; i++) {
                Thread.onSpinWait();
            }
            Thread.yield(); // a virtual consumer may need this very core
        }
    }
}
