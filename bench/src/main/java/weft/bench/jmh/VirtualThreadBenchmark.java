package weft.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the JDK itself asks for a virtual thread on its default scheduler: the floor that the cost of a
 * coroutine is read against.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class VirtualThreadBenchmark {
    /** For the generated code. */
    public VirtualThreadBenchmark() {}

    /**
     * Starts a virtual thread with nothing to do and waits for its end.
     *
     * @throws InterruptedException never: nobody interrupts
     */
    @Benchmark
    public void startAndJoin() throws InterruptedException {
        Thread.startVirtualThread(() -> {}).join();
    }
}
