package weft.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what the kernel knows about the threads of another process. */
final class Threads {
    private Threads() {}

    /**
     * One thread at one moment.
     *
     * @param name as the kernel has it, at most 15 characters
     * @param switches context switches so far, asked for or not
     * @param cpuNanos CPU time so far
     */
    record State(String name, long switches, long cpuNanos) {
        static final State NONE = new State("", 0, 0);

        /** Returns what has come since an earlier moment. */
        State since(State earlier) {
            return new State(name, switches - earlier.switches, cpuNanos - earlier.cpuNanos);
        }

        /** Tells whether it is one that a JVM has for itself. */
        boolean isOfTheJvm() {
            return JVM_THREADS.stream().anyMatch(name::startsWith);
        }
    }

    /** Names of threads that compile, collect garbage and keep a JVM's house. */
    private static final List<String> JVM_THREADS =
            List.of("C1 Compiler", "C2 Compiler", "VM ", "GC ", "G1 ", "Monitor Deflati");

    /** Returns what each thread has done since; one that was not there before has done it all. */
    static Map<String, State> since(Map<String, State> earlier, Map<String, State> later) {
        var difference = new HashMap<String, State>();
        later.forEach(
                (thread, state) ->
                        difference.put(
                                thread, state.since(earlier.getOrDefault(thread, State.NONE))));
        return difference;
    }

    /**
     * Returns the number of the thread that took most CPU time, but for those a JVM has for itself:
     * its compilers are busier than its program when that begins.
     */
    static Optional<String> busiest(Map<String, State> threads) {
        return threads.entrySet().stream()
                .filter(thread -> !thread.getValue().isOfTheJvm())
                .max(Comparator.comparingLong(thread -> thread.getValue().cpuNanos()))
                .map(Map.Entry::getKey);
    }

    /** Returns the threads of a process by their number. */
    static Map<String, State> of(long pid) throws IOException {
        var states = new HashMap<String, State>();
        Path tasks = Path.of("/proc", Long.toString(pid), "task");
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(tasks)) {
            for (Path directory : directories) {
                try {
                    states.put(directory.getFileName().toString(), state(directory));
                } catch (IOException failure) {
                    if (Files.exists(directory)) {
                        throw failure;
                    } // else it has ended meanwhile
                }
            }
        }
        return states;
    }

    private static State state(Path directory) throws IOException {
        List<String> lines = Files.readAllLines(directory.resolve("status"));
        String times = Files.readString(directory.resolve("schedstat")); // nanoseconds come first
        return new State(
                field(lines, "Name"),
                Long.parseLong(field(lines, "voluntary_ctxt_switches"))
                        + Long.parseLong(field(lines, "nonvoluntary_ctxt_switches")),
                Long.parseLong(times.substring(0, times.indexOf(' '))));
    }

    /** Returns the memory of a process that is in RAM. */
    static long residentBytes(long pid) throws IOException {
        return statusBytes(pid, "VmRSS");
    }

    /** Returns the most memory of a process that ever was in RAM. */
    static long peakBytes(long pid) throws IOException {
        return statusBytes(pid, "VmHWM");
    }

    private static long statusBytes(long pid, String name) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
        String size = field(lines, name); // such as "1234 kB"
        return Long.parseLong(size.substring(0, size.indexOf(' '))) * 1024;
    }

    private static String field(List<String> lines, String name) throws IOException {
        for (String line : lines) {
            if (line.startsWith(name + ":")) {
                return line.substring(name.length() + 1).strip();
            }
        }
        throw new IOException("the kernel does not tell " + name);
    }
}
