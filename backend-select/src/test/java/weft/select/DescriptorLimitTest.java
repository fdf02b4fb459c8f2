package weft.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import weft.spi.Operation;
import weft.spi.ResourceShortageException;
import weft.testkit.BackendDriver;
import weft.testkit.ListenerRecorder;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** Runs out of descriptors, in a process of its own with a low limit. */
class DescriptorLimitTest {
    @Test
    @Tag("slow")
    void acceptingFailsOnceAndGoesOnWhenItIsStartedAgain() throws Exception {
        runOut(Map.of("LC_ALL", "C"), "Too many open files");
    }

    /** java.nio tells in the user's language what went wrong, and no number. */
    @Test
    @Tag("slow")
    void aShortageIsOneInEveryLanguage(@TempDir Path locales) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/localedef")), "no localedef");
        String locale = "de_DE.UTF-8";
        Process localedef =
                new ProcessBuilder(
                                "/usr/bin/localedef",
                                "-i",
                                "de_DE",
                                "-f",
                                "UTF-8",
                                locales.resolve(locale).toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assumeTrue(localedef.waitFor() == 0, "no sources of locales");
        assumeTrue(Files.exists(Path.of("/usr/share/locale/de/LC_MESSAGES/libc.mo")), "no German");
        Map<String, String> german =
                Map.of("LC_ALL", locale, "LANGUAGE", "de", "LOCPATH", locales.toString());
        runOut(german, "Zu viele offene Dateien");
    }

    private static void runOut(Map<String, String> environment, String words) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the limit is set with a POSIX shell");
        ProcessBuilder builder =
                new ProcessBuilder(
                                "/bin/sh",
                                "-c",
                                "ulimit -n 100 && exec \"$0\" \"$@\"",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                // The second compiler costs more than it gains in a short life.
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-ea",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Exhaustion.class.getName(),
                                words)
                        .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertEquals("done", output.strip());
    }

    /** Is the program of the other process. */
    static final class Exhaustion {
        private Exhaustion() {}

        public static void main(String[] arguments) throws IOException {
            BackendDriver driver = new BackendDriver(new SelectEventLoopProvider().newBackend());
            ListenerRecorder listener = driver.listen(5);
            loadClasses(driver, listener);
            SocketChannel client = SocketChannel.open(StandardProtocolFamily.INET);
            Deque<FileInputStream> fillers = fill();
            client.connect(listener.address());
            listener.endpoint().startAccept(5);
            driver.pollUntil("a failure", () -> listener.failures() > 0);
            check(listener.failedOperation() == Operation.ACCEPT, "operation");
            String message = String.valueOf(listener.failure());
            check(message.contains(arguments[0]), message);
            check(message.contains("ulimit -n"), message);
            check(listener.failure() instanceof ResourceShortageException, message);
            // That nobody wants readiness any more is noticed when it is reported in vain, once.
            check(driver.poll(1_000_000_000) == 0, "nothing is delivered");
            long start = System.nanoTime();
            int events = driver.poll(30_000_000);
            check(events == 0 && System.nanoTime() - start >= 30_000_000, "it stopped accepting");
            // One for the connection, and one more: without any, accept(2) fails although none
            // waits.
            fillers.pop().close();
            fillers.pop().close();
            int before = listener.accepted().size();
            listener.endpoint().startAccept(5);
            driver.pollUntil("the connection", () -> listener.accepted().size() > before);
            check(listener.failures() == 1, "one failure");
            client.close();
            driver.close();
            System.out.println("done");
        }

        // A class cannot be loaded from a file when there is no descriptor to open the file with.
        private static void loadClasses(BackendDriver driver, ListenerRecorder listener)
                throws IOException {
            BackendDriver.Pair pair = driver.connect(listener);
            driver.close(pair.client(), pair.server());
            try {
                driver.listen(listener.address(), 5);
                throw new AssertionError("the port is in use");
            } catch (java.net.BindException e) {
                check(listener.failures() == 0, e.getMessage());
            }
            check(Operation.valueOf("ACCEPT") == Operation.ACCEPT, "loaded");
            for (FileInputStream filler : fill()) {
                filler.close();
            }
        }

        private static Deque<FileInputStream> fill() {
            Deque<FileInputStream> fillers = new ArrayDeque<>();
            try {
                while (fillers.size() < 200) {
                    fillers.push(new FileInputStream("/dev/null"));
                }
            } catch (IOException e) {
                return fillers;
            }
            throw new AssertionError("the limit of 100 descriptors is not in force");
        }

        private static void check(boolean condition, String what) {
            if (!condition) {
                throw new AssertionError(what);
            }
        }
    }
}
