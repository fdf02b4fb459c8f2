package weft.bench.jmh;

import static weft.Asyncio.createTask;
import static weft.Asyncio.sleep;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import weft.AbstractEventLoop;
import weft.Asyncio;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the loop itself costs, without a network. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-Djdk.trackAllThreads=false",
            "-XX:+UseSerialGC"
        })
public class LoopBenchmark {
    private static final int OPERATIONS = 100_000;
    private static final Runnable NOTHING = () -> {};
    private static final Duration FAR_AWAY = Duration.ofSeconds(10);

    /** The loop under test. */
    @Param({"io_uring", "epoll", "select"})
    public String loopName = "";

    private @Nullable AbstractEventLoop loop;
    private int left;

    /** Creates a benchmark. */
    public LoopBenchmark() {}

    /** Makes the loop, on the thread that runs it. */
    @Setup
    public void makeLoop() {
        System.setProperty("weft.loop", loopName);
        loop = Asyncio.newEventLoop();
    }

    /** Closes the loop. */
    @TearDown
    public void closeLoop() {
        loop().close();
    }

    private AbstractEventLoop loop() {
        AbstractEventLoop made = loop;
        if (made == null) {
            throw new IllegalStateException("no loop was made");
        }
        return made;
    }

    /** Each callback schedules the next: one iteration each. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void callSoonChain() {
        left = OPERATIONS;
        loop().callSoon(this::scheduleNext);
        loop().runForever();
    }

    private void scheduleNext() {
        if (--left > 0) {
            loop().callSoon(this::scheduleNext);
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

    /** A coroutine gives the others a turn. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void coroutineSwitch() {
        loop().runUntilComplete(
                        () -> {
                            for (int i = 0; i < OPERATIONS; i++) {
                                sleep(Duration.ZERO);
                            }
                            return null;
                        });
    }

    /** A task is created, runs and is awaited. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public int createTaskAndAwait() {
        return loop().runUntilComplete(
                        () -> {
                            int sum = 0;
                            for (int i = 0; i < OPERATIONS; i++) {
                                sum += createTask(() -> 1).await();
                            }
                            return sum;
                        });
    }
}
