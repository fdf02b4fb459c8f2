package weft.testkit;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Fails a test that leaves something behind: a socket, a pipe, an event descriptor (where there is
 * {@code /proc/self/fd}), a platform thread, a chunk of a backend in {@link LentChunks}, or
 * whatever a counter of the user's counts. Use it with {@code @ExtendWith(LeakCheck.class)}, or
 * with {@code @RegisterExtension} to add counters. Tests that run at the same time as others see
 * their descriptors too: run them one after the other.
 */
public final class LeakCheck implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** How long a thread that is about to end, or a close on another thread, may still take. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Daemon threads that are started when first needed, and kept. */
    private static final List<String> KEPT_THREADS =
            List.of(
                    "ForkJoinPool",
                    "VirtualThread-unparker",
                    "Read-Poller",
                    "Write-Poller",
                    "MasterPoller",
                    "Cleaner-",
                    "Common-Cleaner",
                    "CompletableFutureDelayScheduler",
                    "SIG",
                    "process reaper",
                    "Attach Listener",
                    "weft-late-resumes", // the engine's, for coroutines that outlived their loop
                    "junit-");

    private final Duration patience;
    private final Map<String, LongSupplier> counters = new LinkedHashMap<>();
    private Set<String> descriptorsBefore = Set.of();
    private Set<Thread> threadsBefore = Set.of();

    /** Creates a check of descriptors, threads and chunks. */
    public LeakCheck() {
        this(PATIENCE);
    }

    /** Creates one that waits as long as told for what may still be on its way. */
    LeakCheck(Duration patience) {
        this.patience = patience;
        watching("chunks that were received and never released", LentChunks::count);
    }

    /**
     * Adds a counter that has to be 0 after every test.
     *
     * @param what what it counts, for the failure's message
     * @param counter the counter
     * @return this
     */
    public LeakCheck watching(String what, LongSupplier counter) {
        counters.put(what, counter);
        return this;
    }

    /** {@inheritDoc} Has the JDK open what it opens once and keeps. */
    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        SocketChannel.open().close();
        Selector.open().close();
        Pipe pipe = Pipe.open();
        pipe.sink().close();
        pipe.source().close();
        startPollers();
    }

    /** Has a virtual thread wait for a socket: the JDK's pollers then open what they keep. */
    private static void startPollers() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket reader = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket writer = listener.accept()) {
            InputStream input = reader.getInputStream();
            Thread thread =
                    Thread.startVirtualThread(
                            () -> {
                                try {
                                    input.read();
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            writer.getOutputStream().write(1);
            LoopFixture.join(thread);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        descriptorsBefore = descriptors();
        threadsBefore = threads();
        LentChunks.startOver();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        long start = System.nanoTime();
        List<String> leaks = leaks();
        while (!leaks.isEmpty() && System.nanoTime() - start < patience.toNanos()) {
            Thread.onSpinWait();
            leaks = leaks();
        }
        if (!leaks.isEmpty()) {
            throw new AssertionError("left behind by the test: " + leaks);
        }
    }

    private List<String> leaks() throws IOException {
        List<String> leaks = new ArrayList<>();
        Set<String> descriptors = descriptors();
        descriptors.removeAll(descriptorsBefore);
        leaks.addAll(descriptors);
        Set<Thread> threads = threads();
        threads.removeAll(threadsBefore);
        threads.forEach(thread -> leaks.add("thread " + thread.getName()));
        counters.forEach(
                (what, counter) -> {
                    long count = counter.getAsLong();
                    if (count != 0) {
                        leaks.add(count + " " + what);
                    }
                });
        return leaks;
    }

    private static Set<String> descriptors() throws IOException {
        Set<String> found = new TreeSet<>();
        if (!Files.isDirectory(DESCRIPTORS)) {
            return found;
        }
        try (Stream<Path> links = Files.list(DESCRIPTORS)) {
            for (Path link : (Iterable<Path>) links::iterator) {
                String target = target(link);
                if (target.startsWith("socket:")
                        || target.startsWith("pipe:")
                        || target.startsWith("anon_inode:")) {
                    found.add("descriptor " + link.getFileName() + " -> " + target);
                }
            }
        }
        return found;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static Set<Thread> threads() {
        Set<Thread> found = new HashSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            ThreadGroup group = thread.getThreadGroup();
            boolean ofTheJdk =
                    group == null
                            || group.getParent() == null
                            || group.getName().equals("InnocuousThreadGroup")
                            || KEPT_THREADS.stream().anyMatch(thread.getName()::startsWith);
            if (!ofTheJdk) {
                found.add(thread);
            }
        }
        return found;
    }
}
