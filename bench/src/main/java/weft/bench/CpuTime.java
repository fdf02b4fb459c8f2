package weft.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads the CPU time that another process has used, from the scheduler's own books. A thread that
 * runs at that moment is known up to the last scheduler tick only, a waiting one to the nanosecond.
 * Threads that ended are not in it.
 */
public final class CpuTime {
    private CpuTime() {}

    /**
     * Returns the nanoseconds that the threads of a process have run.
     *
     * @throws NoSuchFileException if there is no such process
     * @throws IOException if the kernel does not tell
     */
    public static long ofProcess(long pid) throws IOException {
        return ofTasks(Path.of("/proc", Long.toString(pid), "task"));
    }

    /** Sums the first field of every task's {@code schedstat}. */
    static long ofTasks(Path tasks) throws IOException {
        long sum = 0;
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(tasks)) {
            for (Path directory : directories) {
                try {
                    String text = Files.readString(directory.resolve("schedstat"));
                    sum += Long.parseLong(text.substring(0, text.indexOf(' ')));
                } catch (IOException failure) {
                    // A thread may end between the listing and the reading.
                    if (Files.exists(directory)) {
                        throw failure;
                    }
                }
            }
        }
        return sum;
    }
}
