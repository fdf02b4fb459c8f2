package weft.bench.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What threads of the operating system cost for the work that {@link CoroutineBenchmark} does with
 * coroutines.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PlatformThreadBenchmark {
    private static final int OPERATIONS = 10_000;

    private volatile boolean turnOfSecond;

    /** For the generated code. */
    public PlatformThreadBenchmark() {}

    /**
     * Starts a thread with nothing to do and waits for its end.
     *
     * @throws InterruptedException never: nobody interrupts
     */
    @Benchmark
    public void startAndJoin() throws InterruptedException {
        Thread.ofPlatform().start(() -> {}).join();
    }

    /**
     * Two threads have a turn each: the one wakes the other and parks.
     *
     * @throws InterruptedException never: nobody interrupts
     */
    @Benchmark
    @OperationsPerInvocation(2 * OPERATIONS)
    public void threadSwitch() throws InterruptedException {
        Thread first = Thread.currentThread();
        Thread second =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    for (int i = 0; i < OPERATIONS; i++) {
                                        awaitTurn(true);
                                        passTurn(false, first);
                                    }
                                });
        for (int i = 0; i < OPERATIONS; i++) {
            passTurn(true, second);
            awaitTurn(false);
        }
        second.join();
    }

    private void passTurn(boolean toSecond, Thread next) {
        turnOfSecond = toSecond;
        LockSupport.unpark(next);
    }

    private void awaitTurn(boolean ofSecond) {
        while (turnOfSecond != ofSecond) {
            LockSupport.park(this);
        }
    }

    /**
     * An item goes through a queue that holds one, from one thread to another.
     *
     * @return the sum of what came over
     * @throws InterruptedException never: nobody interrupts
     */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public int queuePutAndGet() throws InterruptedException {
        var queue = new ArrayBlockingQueue<Integer>(1);
        Thread producer = Thread.ofPlatform().start(() -> putAll(queue));
        int sum = 0;
        for (int i = 0; i < OPERATIONS; i++) {
            sum += queue.take();
        }
        producer.join();
        return sum;
    }

    private static void putAll(ArrayBlockingQueue<Integer> queue) {
        try {
            for (int i = 0; i < OPERATIONS; i++) {
                queue.put(i);
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException("nobody interrupts", interrupted);
        }
    }
}
