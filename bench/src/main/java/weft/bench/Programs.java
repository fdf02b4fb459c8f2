package weft.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * The programs that are no Java: found on the search path, or unpacked from this module's resources
 * and compiled into a directory that goes away at the end.
 */
final class Programs implements AutoCloseable {
    /** What the compiled server in Go is called. */
    static final String GO_SERVER = "echo_go";

    /** What the compiled reference is called. */
    static final String REFERENCE = "echo_reference";

    /** What the compiled load generator is called. */
    static final String LOAD = "load";

    private static final String RESOURCES = "/weft/bench/";
    private static final List<String> HEADERS = List.of("load.h");
    private static final List<String> LOAD_SOURCES =
            List.of(
                    "load.c",
                    "load_report.c",
                    "load_pattern.c",
                    "load_echo.c",
                    "load_connect.c",
                    "load_blocking.c");
    private static final List<String> REFERENCE_SOURCES = List.of("echo_reference.c");

    private final Path directory;
    private final Thread onInterruption = Thread.ofPlatform().unstarted(this::deleteOrComplain);

    Programs() throws IOException {
        directory = Files.createTempDirectory("weft-bench-");
        Runtime.getRuntime().addShutdownHook(onInterruption);
    }

    /** Returns where the search path has a program of this name. */
    static Optional<Path> find(String name) {
        String path = System.getenv("PATH");
        if (name.contains("/")) {
            return Optional.of(Path.of(name)).filter(Files::isExecutable);
        }
        return Stream.of(path == null ? new String[0] : path.split(File.pathSeparator))
                .filter(part -> !part.isEmpty())
                .map(part -> Path.of(part, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Compiles the echo server that all ratios refer to. */
    Path compileReference(Path compiler) throws IOException, InterruptedException {
        return compile(compiler, REFERENCE, REFERENCE_SOURCES);
    }

    /** Compiles the load generator. */
    Path compileLoadGenerator(Path compiler) throws IOException, InterruptedException {
        for (String header : HEADERS) {
            unpack("c/" + header);
        }
        return compile(compiler, LOAD, LOAD_SOURCES);
    }

    /** Compiles an echo server that uses a library of C's. */
    Path compileWith(Path compiler, String name, String library)
            throws IOException, InterruptedException {
        return compile(compiler, name, List.of(name + ".c"), "-l" + library);
    }

    /** Compiles the echo server in Go. */
    Path compileGo(Path go) throws IOException, InterruptedException {
        Path target = directory.resolve(GO_SERVER);
        String source = unpack("peers/echo.go").toString();
        run(List.of(go.toString(), "build", "-o", target.toString(), source));
        return target;
    }

    /** Writes a resource of this module into the directory and returns where it is. */
    Path unpack(String resource) throws IOException {
        Path target = directory.resolve(Path.of(resource).getFileName());
        try (InputStream stream = Programs.class.getResourceAsStream(RESOURCES + resource)) {
            if (stream == null) {
                throw new IOException("not among the resources: " + resource);
            }
            Files.write(target, stream.readAllBytes());
        }
        return target;
    }

    private Path compile(Path compiler, String name, List<String> sources, String... libraries)
            throws IOException, InterruptedException {
        for (String source : sources) {
            unpack("c/" + source);
        }
        run(compilation(compiler, directory, name, sources, libraries));
        return directory.resolve(name);
    }

    private static List<String> compilation(
            Path compiler, Path directory, String name, List<String> sources, String... libraries) {
        var command = new ArrayList<>(List.of(compiler.toString(), "-O2", "-o"));
        command.add(directory.resolve(name).toString());
        for (String source : sources) {
            command.add(directory.resolve(source).toString());
        }
        command.addAll(List.of(libraries));
        return command;
    }

    /** Returns how the programs that every run needs are compiled, were the sources right here. */
    static SequencedMap<String, List<String>> compilations(Path compiler) {
        Path here = Path.of("");
        var commands = new LinkedHashMap<String, List<String>>();
        commands.put(REFERENCE, compilation(compiler, here, REFERENCE, REFERENCE_SOURCES));
        commands.put(LOAD, compilation(compiler, here, LOAD, LOAD_SOURCES));
        return commands;
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + output.strip());
        }
    }

    /** Deletes what was unpacked and compiled. */
    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(onInterruption);
        delete();
    }

    private void deleteOrComplain() {
        try {
            delete();
        } catch (IOException failure) {
            System.err.println("left behind " + directory + ": " + failure);
        }
    }

    private void delete() throws IOException {
        List<Path> contents;
        try (Stream<Path> paths = Files.walk(directory)) {
            contents = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : contents) {
            Files.delete(path);
        }
    }
}
