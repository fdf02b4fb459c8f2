package weft.bench.million;

import com.google.gson.JsonObject;

import org.HdrHistogram.Histogram;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/**
 * What a program of sleepers tells the benchmark, in lines:
 *
 * <pre>
 *   started            and waits for a line, so that its memory can be read before anything is made
 *   ready              has warmed up, if it has to, and waits for a line
 *   made N             now and then
 *   asleep             all are made and sleep
 *   awake N            now and then
 *   done {...}         all have woken: the figures; and waits for a line, with everything in place
 * </pre>
 *
 * <p>Not thread-safe.
 */
final class SleeperLog {
    private static final int STEPS = 20;

    private final PrintStream output;
    private final BufferedReader input =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final int count;
    private final int step;
    private final Histogram lateness = new Histogram(3);
    private long makingNanos;
    private int awake;

    SleeperLog(int count) {
        this(count, System.out);
    }

    private SleeperLog(int count, PrintStream output) {
        this.count = count;
        this.step = Math.max(1, count / STEPS);
        this.output = output;
    }

    /** Returns one that nobody reads. */
    static SleeperLog silent(int count) {
        return new SleeperLog(count, new PrintStream(OutputStream.nullOutputStream()));
    }

    void started() throws IOException {
        say("started");
    }

    void ready() throws IOException {
        say("ready");
    }

    private void say(String word) throws IOException {
        output.println(word);
        input.readLine();
    }

    /** Tells of progress. */
    void made(int soFar) {
        if (soFar % step == 0) {
            output.println("made " + soFar);
        }
    }

    void asleep(long nanosToMake) {
        makingNanos = nanosToMake;
        output.println("asleep");
    }

    /**
     * Notes how late a sleeper woke.
     *
     * @return whether it was the last one
     */
    boolean woke(long lateNanos) {
        lateness.recordValue(Math.max(0, lateNanos));
        if (++awake % step == 0) {
            output.println("awake " + awake);
        }
        return awake == count;
    }

    /** Tells the figures, and waits until the benchmark has read its own. */
    void done(String what) throws IOException {
        var figures = new JsonObject();
        figures.addProperty("runtime", what);
        figures.addProperty("makingNanos", makingNanos);
        figures.addProperty("p50Nanos", lateness.getValueAtPercentile(50));
        figures.addProperty("p99Nanos", lateness.getValueAtPercentile(99));
        figures.addProperty("maxNanos", lateness.getMaxValue());
        long collections = 0;
        long collectionMillis = 0;
        for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
            collections += each.getCollectionCount();
            collectionMillis += each.getCollectionTime();
        }
        figures.addProperty("collections", collections);
        figures.addProperty("collectionMillis", collectionMillis);
        output.println("done " + figures);
        input.readLine();
    }
}
