package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import weft.Asyncio;
import weft.Server;
import weft.ServerOptions;
import weft.bench.echo.EchoMode;
import weft.bench.load.LoadMain;
import weft.policy.LoopCatalog;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Ten thousand connections on which nothing happens cost their loop's thread nothing at all. */
@Tag("long")
@Timeout(180)
class IdleConnectionsTest {
    private static final int CONNECTIONS = 10_000;
    private static final Duration HOLD = Duration.ofSeconds(10);
    private static final Cores UNPINNED = new Cores(-1, -1, "a test");

    /** At most 15 characters, so that the kernel keeps all of it. */
    private static final String LOOP_THREAD = "the-idle-loop";

    /**
     * A thread that sleeps in the kernel is not switched and uses no time. One wake-up in ten
     * seconds is granted to whatever the machine may do to a process, such as moving it to another
     * core; a loop that looked at its connections even once a second would be seen.
     */
    private static final int MOST_SWITCHES = 1;

    private static final long MOST_CPU_NANOS = 1_000_000;

    @ParameterizedTest
    @ValueSource(strings = {"select", "epoll", "io_uring"})
    void theLoopThreadDoesNotMove(String loop) throws Exception {
        assumeTrue(
                LoopCatalog.load().provider(loop).availability().usable(),
                () -> "SKIPPED: " + loop + " does not work here");
        requireDescriptors();
        List<String> flags =
                List.of(
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dweft.loop=" + loop);
        List<String> program = Contenders.java(flags, IdleServer.class, List.of());
        try (ChildProcess server = ChildProcess.start(program)) {
            int port = Integer.parseInt(server.readLine(Duration.ofSeconds(30)));
            var target = new LoadGenerator.Target("127.0.0.1", port, server.pid());
            List<String> generator = Contenders.java(List.of(), LoadMain.class, List.of());
            Scenario scenario = new Scenario(CONNECTIONS, 64, 1);
            try (var load = LoadGenerator.open(generator, target, scenario, UNPINNED)) {
                assertAllAnswered(load.once());
                load.hold(Duration.ofSeconds(1)); // what follows the last echo is over then
                Path thread = loopThread(server.pid());
                long cpuNanos = cpuNanos(thread);
                long switches = switches(server.pid(), thread);
                load.hold(HOLD);
                long usedNanos = cpuNanos(thread) - cpuNanos;
                long switched = switches(server.pid(), thread) - switches;
                assertTrue(
                        usedNanos <= MOST_CPU_NANOS && switched <= MOST_SWITCHES,
                        () -> usedNanos + " ns of CPU time and " + switched + " switches");
                assertAllAnswered(load.once());
                assertTrue(cpuNanos(thread) - cpuNanos > MOST_CPU_NANOS, "that is the thread");
            }
        }
    }

    private static void assertAllAnswered(Slice slice) {
        assertEquals("", slice.error());
        assertEquals(CONNECTIONS, slice.requests());
    }

    /** Skips the test, aloud, where no process may have so many sockets. */
    private static void requireDescriptors() throws IOException {
        String limits = Files.readString(Path.of("/proc/self/limits"));
        String line =
                limits.lines().filter(each -> each.startsWith("Max open files")).findFirst().get();
        String hard = line.split(" {2,}")[2];
        boolean enough = hard.equals("unlimited") || Long.parseLong(hard) >= CONNECTIONS + 500;
        if (!enough) {
            System.err.println("SKIPPED: 10,000 connections need a higher limit: " + line);
        }
        assumeTrue(enough, () -> "SKIPPED: " + line);
    }

    private static Path loopThread(long pid) throws IOException {
        List<String> named =
                Threads.of(pid).entrySet().stream()
                        .filter(each -> each.getValue().name().equals(LOOP_THREAD))
                        .map(Map.Entry::getKey)
                        .toList();
        assertEquals(1, named.size(), "threads of that name");
        return Path.of("/proc", Long.toString(pid), "task", named.get(0));
    }

    private static long cpuNanos(Path thread) throws IOException {
        return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[0]);
    }

    private static long switches(long pid, Path thread) throws IOException {
        return Threads.of(pid).get(thread.getFileName().toString()).switches();
    }

    /** Is the program of the other process: it serves until it is ended. */
    static final class IdleServer {
        private IdleServer() {}

        public static void main(String[] arguments) {
            Thread.ofPlatform().name(LOOP_THREAD).start(() -> Asyncio.run(IdleServer::serve));
        }

        private static void serve() throws IOException {
            Server server =
                    Asyncio.getRunningLoop()
                            .createServer(
                                    EchoMode.protocol.factory(),
                                    "127.0.0.1",
                                    0,
                                    ServerOptions.DEFAULTS.withBacklog(4096));
            System.out.println(((InetSocketAddress) server.sockets().get(0)).getPort());
            server.serveForever();
        }
    }
}
