package weft.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import weft.policy.LoopCatalog;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.tools.ToolProvider;

/** The programs and the command lines that the README shows do what it says of them. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadmeTest {
    private static final List<String> MODULES =
            List.of(
                    "loop-api",
                    "loop-core",
                    "policy",
                    "native-linux",
                    "backend-select",
                    "backend-epoll",
                    "backend-iouring");

    private static final Pattern JAVA_BLOCK =
            Pattern.compile("^```java\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

    /** What a user might run in the place of {@code my.Echo}; its loop serves and connects. */
    private static final String MY_ECHO =
            """
            package my;

            import static weft.Asyncio.getRunningLoop;
            import static weft.Asyncio.run;

            import java.net.InetSocketAddress;
            import java.net.Socket;

            final class Echo {
                private Echo() {}

                public static void main(String[] args) {
                    run(() -> {
                        var loop = getRunningLoop();
                        try (var server = loop.createServer(
                                () -> new weft.PullProtocol(
                                        c -> c.transport().write(c.receive())),
                                "127.0.0.1", 0)) {
                            var place = (InetSocketAddress) server.sockets().get(0);
                            try (var client = new Socket(place.getAddress(), place.getPort())) {
                                client.getOutputStream().write(7);
                                System.out.println(loop.getClass().getModule().getName()
                                        + " " + loop + " echoed "
                                        + client.getInputStream().read());
                            }
                        }
                    });
                }
            }
            """;

    private List<String> programs = List.of();
    private String readme = "";

    @BeforeAll
    void read() throws IOException {
        readme = Files.readString(Project.root().resolve("README.md"));
        programs =
                JAVA_BLOCK
                        .matcher(readme)
                        .results()
                        .map((MatchResult block) -> block.group(1))
                        .filter(block -> block.contains("void main("))
                        .toList();
        assertEquals(2, programs.size(), "whole programs in the README");
    }

    @Test
    void theFirstProgramIsShortAndPrintsWhatItSays(@TempDir Path directory) throws Exception {
        String program = programs.get(0);
        assertTrue(program.lines().count() <= 10, program);
        String classPath = compiled(directory, "Hello", program);
        JavaLauncher.Outcome outcome =
                JavaLauncher.launch(directory, fromClassPath(classPath, "Hello"));
        assertEquals("10 after half a second, on one thread\n", outcome.output());
        assertEquals(0, outcome.status());
    }

    @Test
    void theEchoProgramServesAClient(@TempDir Path directory) throws Exception {
        String port = Integer.toString(freePort());
        String program = programs.get(1);
        assertTrue(program.contains("7000"), program);
        String classPath = compiled(directory, "Echo", program.replace("7000", port));
        List<String> command = JavaLauncher.command(fromClassPath(classPath, "Echo"));
        Path output = directory.resolve("output");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            try (Socket client = connect(Integer.parseInt(port), process, output)) {
                client.setSoTimeout(20_000);
                byte[] sent = "to and fro".getBytes(StandardCharsets.US_ASCII);
                client.getOutputStream().write(sent);
                client.shutdownOutput();
                assertEquals(
                        "to and fro",
                        new String(
                                client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            }
            assertTrue(process.isAlive(), "it serves on");
            process.destroy();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it stops");
            assertEquals("", Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }

    /** The loops of Linux, which need the flags, and no warning is left with them. */
    @ParameterizedTest
    @ValueSource(strings = {"select", "epoll", "io_uring"})
    void theCommandsForTheModulePathRun(String loop, @TempDir Path directory) throws Exception {
        assumeTrue(
                LoopCatalog.load().provider(loop).availability().usable(),
                () -> "SKIPPED: " + loop + " does not work here");
        String javac = line("javac -p lib");
        String descriptor = javac.substring(javac.indexOf('#') + 1).strip();
        Files.writeString(directory.resolve("module-info.java"), descriptor);
        Path sources = Files.createDirectory(directory.resolve("my"));
        Files.writeString(sources.resolve("Echo.java"), MY_ECHO);
        List<String> compiler = words(javac.substring(0, javac.indexOf('#')), directory);
        compile(compiler.subList(1, compiler.size()));

        List<String> java = words(line("java --add-opens java.base/java.lang=weft"), directory);
        assertTrue(java.contains("--enable-native-access=weft.linux,weft.iouring"), java::toString);
        List<String> arguments = new ArrayList<>(List.of("-Dweft.loop=" + loop));
        arguments.addAll(java.subList(1, java.size()));
        JavaLauncher.Outcome outcome = JavaLauncher.launch(directory, arguments);
        assertTrue(
                outcome.output().startsWith("weft.core <weft " + loop + " loop"), outcome::output);
        assertTrue(outcome.output().endsWith("echoed 7\n"), outcome::output);
        assertEquals(1, outcome.output().lines().count(), outcome::output);
        assertEquals(0, outcome.status());
    }

    /** Returns the one command that begins like this, with the lines it goes on in. */
    private String line(String beginning) {
        List<String> found =
                readme.replace("\\\n", " ").lines().filter(l -> l.startsWith(beginning)).toList();
        assertEquals(1, found.size(), "commands that begin with " + beginning);
        return found.get(0);
    }

    /** Splits a command of the README, and puts real places where it has examples. */
    private static List<String> words(String command, Path directory) {
        String classes = directory.resolve("classes").toString();
        List<String> words = new ArrayList<>();
        for (String word : command.strip().split("\\s+")) {
            words.add(
                    switch (word) {
                        case "lib" -> modulePath();
                        case "classes" -> classes;
                        case "lib:classes" -> modulePath() + File.pathSeparator + classes;
                        default ->
                                word.endsWith(".java") ? directory.resolve(word).toString() : word;
                    });
        }
        return words;
    }

    private static String modulePath() {
        String annotations =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(each -> each.contains("jspecify"))
                        .collect(Collectors.joining(File.pathSeparator));
        assertFalse(annotations.isEmpty(), "the annotations are on the class path");
        return JavaLauncher.classes(MODULES) + File.pathSeparator + annotations;
    }

    /** Compiles a program and returns the class path to run it from. */
    private static String compiled(Path directory, String name, String program) throws IOException {
        Path source = Files.writeString(directory.resolve(name + ".java"), program);
        Path classes = directory.resolve("classes");
        compile(List.of("-cp", modulePath(), "-d", classes.toString(), source.toString()));
        return JavaLauncher.classes(MODULES) + File.pathSeparator + classes;
    }

    private static void compile(List<String> arguments) {
        var messages = new ByteArrayOutputStream();
        int status =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, messages, messages, arguments.toArray(String[]::new));
        assertEquals(0, status, () -> messages.toString(StandardCharsets.UTF_8));
    }

    private static List<String> fromClassPath(String classPath, String program) {
        return List.of(
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                program);
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Connects as soon as the program listens. */
    private static Socket connect(int port, Process process, Path output)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30)) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (ConnectException early) {
                if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                    throw new AssertionError("it ended: " + Files.readString(output), early);
                }
            }
        }
        throw new AssertionError("nobody listens: " + Files.readString(output));
    }
}
