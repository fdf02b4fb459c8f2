package weft.bench;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Predicate;

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

    /**
     * Returns the nanoseconds that the compilers of a JVM have run, 0 if the process has none or
     * the kernel does not tell. Less than before means that one of them has ended.
     */
    static long ofCompilers(long pid) throws IOException {
        Path tasks = Path.of("/proc", Long.toString(pid), "task");
        return Files.isDirectory(tasks) ? ofTasks(tasks, CpuTime::isCompiler) : 0;
    }

    /** Tells a compiler by its name, of which the kernel keeps 15 characters. */
    private static boolean isCompiler(String name) {
        return name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler");
    }

    /** Sums the first field of every task's {@code schedstat}. */
    static long ofTasks(Path tasks) throws IOException {
        return ofTasks(tasks, null);
    }

    private static long ofTasks(Path tasks, @Nullable Predicate<String> names) throws IOException {
        long sum = 0;
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(tasks)) {
            for (Path directory : directories) {
                try {
                    if (names != null && !names.test(Files.readString(directory.resolve("comm")))) {
                        continue;
                    }
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
