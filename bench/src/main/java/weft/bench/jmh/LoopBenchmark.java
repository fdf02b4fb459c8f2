package weft.bench.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

import weft.AbstractEventLoop;
import weft.Future;

import java.time.Duration;

/** What the loop itself costs, without a network. */
public class LoopBenchmark extends LoopState {
    private static final int OPERATIONS = 100_000;
    private static final int WAKE_UPS = 10_000;
    private static final Runnable NOTHING = () -> {};
    private static final Duration FAR_AWAY = Duration.ofSeconds(10);

    // Made once, as CPython's function is.
    private final Runnable next = this::scheduleNext;

    private int left;
    private volatile int answered;

    /** Creates a benchmark. */
    public LoopBenchmark() {}

    /** Each callback schedules the next: one iteration each. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void callSoonChain() {
        left = OPERATIONS;
        loop().callSoon(next);
        loop().runForever();
    }

    private void scheduleNext() {
        if (--left > 0) {
            loop().callSoon(next);
        } else {
            loop().stop();
        }
    }

    /** Another thread floods the loop with callbacks. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void callSoonThreadsafeFlood() throws InterruptedException {
        left = OPERATIONS;
        AbstractEventLoop target = loop();
        Runnable countDown = this::countDown;
        Thread flood =
                new Thread(
                        () -> {
                            for (int i = 0; i < OPERATIONS; i++) {
                                target.callSoonThreadsafe(countDown);
                            }
                        });
        flood.start();
        target.runForever();
        flood.join();
    }

    private void countDown() {
        if (--left == 0) {
            loop().stop();
        }
    }

    /** A timer that never fires, such as a timeout that is not reached. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void callLaterThenCancel() {
        loop().callSoon(this::scheduleAndCancel);
        loop().runForever();
    }

    private void scheduleAndCancel() {
        for (int i = 0; i < OPERATIONS; i++) {
            loop().callLater(FAR_AWAY, NOTHING).cancel();
        }
        loop().stop();
    }

    /** Another thread calls into the loop, and again when it sees that the callback ran. */
    @Benchmark
    @OperationsPerInvocation(WAKE_UPS)
    public void wakeUpAndAnswer() throws InterruptedException {
        AbstractEventLoop target = loop();
        Runnable answer = this::answer;
        answered = 0;
        Thread caller =
                new Thread(
                        () -> {
                            for (int i = 1; i <= WAKE_UPS; i++) {
                                target.callSoonThreadsafe(answer);
                                while (answered < i) {
                                    Thread.onSpinWait();
                                }
                            }
                            target.callSoonThreadsafe(target::stop);
                        });
        caller.start();
        target.runForever();
        caller.join();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // The loop's thread alone writes it.
    private void answer() {
        answered++;
    }

    /** A future gets a result and calls back. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void futureDone() {
        left = OPERATIONS;
        loop().callSoon(this::completeNext);
        loop().runForever();
    }

    private void completeNext() {
        Future<Integer> future = loop().createFuture();
        future.addDoneCallback(this::afterCompletion);
        future.setResult(1);
    }

    private void afterCompletion(Future<?> done) {
        if (--left > 0) {
            completeNext();
        } else {
            loop().stop();
        }
    }
}
