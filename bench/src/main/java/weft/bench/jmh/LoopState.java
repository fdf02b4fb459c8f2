package weft.bench.jmh;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import weft.AbstractEventLoop;
import weft.Asyncio;

import java.util.concurrent.TimeUnit;

/** What every benchmark of a loop has in common: the loop, and the flags of its JVM. */
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
public abstract class LoopState {
    /** For the subclasses. */
    protected LoopState() {}

    /** The loop under test. */
    @Param({"io_uring", "epoll", "select"})
    public String loopName = "";

    private @Nullable AbstractEventLoop loop;

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

    /**
     * Returns the loop under test.
     *
     * @return the loop, which the benchmark's thread runs
     */
    protected final AbstractEventLoop loop() {
        AbstractEventLoop made = loop;
        if (made == null) {
            throw new IllegalStateException("no loop was made");
        }
        return made;
    }
}
