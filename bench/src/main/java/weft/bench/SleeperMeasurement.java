package weft.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import weft.bench.million.CoroutineSleepers;
import weft.bench.million.MemoryHolder;
import weft.bench.million.SleeperPlan;
import weft.bench.million.ThreadSleepers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Has a great many coroutines sleep in a process of their own, and beside them platform threads and
 * asyncio's tasks. When each is due is told by {@link SleeperPlan}; it is late by how much later
 * than that the line after its sleep runs.
 */
final class SleeperMeasurement {
    /** More platform threads than this are a matter of the machine's limits, not of threads. */
    private static final int MOST_THREADS = 10_000;

    /** Ten microseconds for each sleeper to wake: 100,000 a second. */
    private static final long MICROS_TO_WAKE = 10;

    /** Rounds until the JIT compiler has seen coroutines fall asleep and wake. */
    private static final int WARM_UP_ROUNDS = 3;

    /**
     * Room for each coroutine. No collection has to move it then: sleepers are all alive, and a
     * collection would find nothing to free.
     */
    private static final long HEAP_BYTES_EACH = 1000;

    private static final long HEAP_BYTES_FOR_WARM_UP = 150_000_000;
    private static final int OLD_GENERATION_MIB = 64;
    private static final int BAR_WIDTH = 24;
    private static final Duration SILENCE = Duration.ofMinutes(3);

    private final int count;
    private final List<String> jvmOptions;
    private final Programs programs;
    private final Progress progress;
    private long laterMillis;

    SleeperMeasurement(int count, List<String> jvmOptions, Programs programs, Progress progress) {
        this.count = count;
        this.jvmOptions = jvmOptions;
        this.programs = programs;
        this.progress = progress;
    }

    /** Measures all rows, one after the other; a failure is in its row. */
    SleeperSection run() throws IOException, InterruptedException {
        SleeperPlan coroutines = plan(count, 8);
        SleeperPlan threads = plan(Math.min(count, MOST_THREADS), 1000);
        SleeperPlan tasks = plan(count, 60);
        laterMillis = millis(threads) + millis(tasks);
        List<String> command = coroutineCommand(coroutines);
        var rows = new ArrayList<SleeperRow>();
        rows.add(measure("weft coroutines", coroutines, command));
        laterMillis = millis(tasks);
        rows.add(
                measure(
                        "platform threads",
                        threads,
                        Contenders.java(
                                List.of(), ThreadSleepers.class, List.of(threads.arguments()))));
        laterMillis = 0;
        Optional<Path> python =
                Programs.find("/usr/bin/python3").or(() -> Programs.find("python3"));
        if (python.isPresent()) {
            var words = new ArrayList<String>();
            words.add(python.get().toString());
            words.add(programs.unpack("peers/asyncio_sleepers.py").toString());
            words.addAll(List.of(tasks.arguments()));
            rows.add(measure("asyncio tasks", tasks, words));
        } else {
            rows.add(SleeperRow.failed("asyncio tasks", tasks, "absent: no python3"));
        }
        progress.clear();
        return new SleeperSection(count, command, rows);
    }

    private static SleeperPlan plan(int count, long microsToMake) {
        return new SleeperPlan(
                count, 1000 + count * microsToMake / 1000, 500 + count * MICROS_TO_WAKE / 1000);
    }

    private static long millis(SleeperPlan plan) {
        return plan.settleMillis() + plan.spreadMillis();
    }

    private List<String> coroutineCommand(SleeperPlan plan) {
        long young = (HEAP_BYTES_FOR_WARM_UP + HEAP_BYTES_EACH * plan.count()) >> 20;
        long heap = young + OLD_GENERATION_MIB;
        var flags = new ArrayList<>(Contenders.WEFT_FLAGS);
        flags.add("-XX:+UseCompactObjectHeaders");
        flags.add("-XX:+UseTransparentHugePages");
        flags.add("-Xms" + heap + "m");
        flags.add("-Xmx" + heap + "m");
        flags.add("-Xmn" + young + "m");
        flags.add("-XX:SurvivorRatio=30");
        flags.addAll(jvmOptions);
        var arguments = new ArrayList<String>();
        arguments.add(Integer.toString(WARM_UP_ROUNDS));
        arguments.addAll(List.of(plan.arguments()));
        return Contenders.java(flags, CoroutineSleepers.class, arguments);
    }

    private SleeperRow measure(String name, SleeperPlan plan, List<String> command)
            throws InterruptedException {
        show(name, plan, "starting", 0);
        try (ChildProcess holder = ChildProcess.start(holdMemory());
                ChildProcess child = ChildProcess.start(command)) {
            holder.readLine(SILENCE);
            return measure(name, plan, child, holder);
        } catch (IOException failure) {
            return SleeperRow.failed(name, plan, String.valueOf(failure.getMessage()));
        }
    }

    private SleeperRow measure(
            String name, SleeperPlan plan, ChildProcess child, ChildProcess holder)
            throws IOException, InterruptedException {
        child.readLine(SILENCE);
        // Before it warms up: pages that the warm-up touched stay in RAM when its garbage is
        // gone, and the sleepers are put into them without any growth. So these pages are counted
        // like all others, and with them the code that was loaded and compiled, which makes each
        // coroutine look larger rather than smaller than it is. Asyncio's tasks and the threads
        // are counted in the same way; they need no warm-up.
        long before = Threads.residentBytes(child.pid());
        child.writeLine("go");
        String line = child.readLine(SILENCE);
        holder.close();
        child.writeLine("go");
        long asleep = before;
        while (!line.startsWith("done ")) {
            line = child.readLine(SILENCE);
            if (line.equals("asleep")) {
                asleep = Threads.residentBytes(child.pid());
            } else if (line.startsWith("made ") || line.startsWith("awake ")) {
                String[] words = line.split(" ", -1);
                show(name, plan, words[0], Integer.parseInt(words[1]));
            }
        }
        JsonObject figures = JsonParser.parseString(line.substring(5)).getAsJsonObject();
        var row =
                new SleeperRow(
                        name,
                        plan,
                        Threads.residentBytes(child.pid()),
                        Threads.peakBytes(child.pid()),
                        (double) (asleep - before) / plan.count(),
                        child.cpuTime().toNanos(),
                        figures,
                        problem(plan, figures));
        child.writeLine("end");
        return row;
    }

    /**
     * Returns the command of a process that touches as much memory as the sleepers will, and holds
     * it until they are about to be made. A hypervisor takes back what its guest leaves unused for
     * some seconds; to get a gigabyte again was seen to cost from 0.4 to 4.5 s of the guest's CPU
     * time, which says nothing about whoever touches it first.
     */
    private List<String> holdMemory() {
        long bytes = HEAP_BYTES_FOR_WARM_UP + HEAP_BYTES_EACH * count;
        String size = (bytes >> 20) + OLD_GENERATION_MIB + "m";
        return Contenders.java(
                List.of(
                        "-Xms" + size,
                        "-Xmx" + size,
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseTransparentHugePages"),
                MemoryHolder.class,
                List.of());
    }

    private static String problem(SleeperPlan plan, JsonObject figures) {
        double seconds = figures.get("makingNanos").getAsLong() / 1e9;
        return seconds * 1000 <= plan.settleMillis()
                ? ""
                : "making them took "
                        + Math.round(seconds)
                        + " s: the first were due before the last were made";
    }

    private void show(String name, SleeperPlan plan, String what, int soFar) {
        int filled = (int) ((long) BAR_WIDTH * soFar / plan.count());
        String bar = "#".repeat(filled) + ".".repeat(BAR_WIDTH - filled);
        long millis = millis(plan);
        if (what.equals("awake")) {
            millis = plan.spreadMillis() * (plan.count() - soFar) / plan.count();
        }
        progress.show(
                name + " [" + bar + "] " + soFar + " " + what,
                Duration.ofMillis(millis + laterMillis));
    }
}
