package weft.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what the kernel knows about the threads of another process. */
final class Threads {
    private Threads() {}

    /**
     * One thread at one moment.
     *
     * @param name as the kernel has it, at most 15 characters
     * @param switches context switches so far, asked for or not
     */
    record State(String name, long switches) {}

    /** Returns the threads of a process by their number. */
    static Map<String, State> of(long pid) throws IOException {
        var states = new HashMap<String, State>();
        Path tasks = Path.of("/proc", Long.toString(pid), "task");
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(tasks)) {
            for (Path directory : directories) {
                List<String> lines = Files.readAllLines(directory.resolve("status"));
                states.put(
                        directory.getFileName().toString(),
                        new State(
                                field(lines, "Name"),
                                Long.parseLong(field(lines, "voluntary_ctxt_switches"))
                                        + Long.parseLong(
                                                field(lines, "nonvoluntary_ctxt_switches"))));
            }
        }
        return states;
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
