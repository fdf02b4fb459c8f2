package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import weft.Asyncio;
import weft.Future;
import weft.Generator;
import weft.StopIteration;
import weft.VoidCoroutine;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the rules of generators and greenlets have in common: all the places where they run. */
interface GeneratorFixture extends CoroutineFixture {
    /** Runs a test on a platform thread, a virtual one, in a coroutine and in a callback. */
    default void everywhere(VoidCoroutine test) {
        offTheLoop(test);
        run(test);
        run(
                () -> {
                    Future<Void> done = Asyncio.getRunningLoop().createFuture();
                    Asyncio.getRunningLoop().callSoon(() -> runInto(done, test));
                    done.await();
                });
    }

    /** Runs a test on a platform thread and on a virtual one, with no loop about. */
    default void offTheLoop(VoidCoroutine test) {
        onThread(Thread.ofPlatform(), test);
        onThread(Thread.ofVirtual(), test);
    }

    private static void runInto(Future<Void> done, VoidCoroutine test) {
        try {
            test.run();
            done.setResult(null);
        } catch (Throwable e) {
            done.setException(e);
        }
    }

    /** Runs a test on a new thread, and waits for it. */
    static void onThread(Thread.Builder builder, VoidCoroutine test) {
        Throwable[] problem = {null};
        Thread thread =
                builder.start(
                        () -> {
                            try {
                                test.run();
                            } catch (Throwable e) {
                                problem[0] = e;
                            }
                        });
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        if (problem[0] != null) {
            throw new AssertionError("failed on " + thread, problem[0]);
        }
    }

    /** Has garbage collected until a latch is open. */
    static void collectUntil(CountDownLatch latch) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!latch.await(20, TimeUnit.MILLISECONDS) && System.nanoTime() < deadline) {
            System.gc();
        }
        assertEquals(0, latch.getCount(), "not collected");
    }

    /** Asks a generator that has to end. Returns what it returned. */
    static Object assertStops(Generator<?, ?, ?> generator) {
        Object value = assertThrows(StopIteration.class, generator::next).value();
        assertEquals(Generator.State.CLOSED, generator.state());
        return value;
    }

    /** Asks a generator that has ended once more. */
    static void assertStopped(Generator<?, ?, ?> generator) {
        assertNull(assertStops(generator));
        assertTrue(!generator.iterator().hasNext());
    }
}
