package weft.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks programs for their versions: the figures belong to these and to no others. */
final class Versions {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Prints the version of Python, which one it is in the end (a program of that name may only
     * pass on to another), and the versions of the packages named that are there.
     */
    private static final String PYTHON =
            """
            import importlib.metadata as metadata, sys
            kind = "the system's" if sys.executable.startswith("/usr/bin/") else "not the system's"
            versions = ["Python " + sys.version.split()[0], kind + ", " + sys.executable]
            for package in sys.argv[1:]:
                try:
                    versions.append(package + " " + metadata.version(package))
                except metadata.PackageNotFoundError:
                    pass
            print(", ".join(versions))
            """;

    private static final List<String> PYTHON_PACKAGES =
            List.of("uvloop", "gevent", "tornado", "twisted");

    /** The programs that are linked with a library of C's, and the package it comes in. */
    private static final Map<String, String> C_LIBRARIES =
            Map.of("echo_libuv", "libuv", "echo_liburing", "liburing");

    /** The jars that versions are told of: those of a whole family have the same. */
    private static final Pattern JAR =
            Pattern.compile(
                    "(netty-common|netty-incubator-transport-classes-io_uring|vertx-core)"
                            + "-(\\d[^/]*)\\.jar");

    private Versions() {}

    /** Returns the versions of the compiler and of every program that a server runs in. */
    static SequencedMap<String, String> of(
            Collection<Contender> contenders, Optional<Path> compiler) throws InterruptedException {
        var versions = new LinkedHashMap<String, String>();
        versions.put("jars", ofJars(Contenders.java(List.of(), Main.class, List.of())));
        if (compiler.isPresent()) {
            versions.put("C compiler", firstLine(compiler.get().toString(), "--version"));
        }
        for (Contender contender : contenders) {
            if (contender.command().isEmpty()) {
                continue;
            }
            String program = contender.command().getFirst();
            String name = Path.of(program).getFileName().toString();
            if (name.startsWith("python") && !versions.containsKey(program)) {
                versions.put(program, ofPython(program, PYTHON_PACKAGES));
            } else if (name.equals("node") && !versions.containsKey(program)) {
                versions.put(program, firstLine(program, "--version"));
            } else if (name.equals(Programs.GO_SERVER)) {
                versions.put("go", firstLine("go", "version"));
            } else if (C_LIBRARIES.containsKey(name)) {
                String library = C_LIBRARIES.get(name);
                versions.put(library, firstLine("pkg-config", "--modversion", library));
            }
            String jars = ofJars(contender.command());
            if (!jars.isEmpty() && !versions.containsValue(jars)) {
                versions.put("jars of " + contender.name(), jars);
            }
        }
        return versions;
    }

    /** Returns names and versions of the jars behind {@code -cp} that matter; empty if none. */
    static String ofJars(List<String> command) {
        int path = command.indexOf("-cp") + 1;
        return Stream.of(path == 0 ? new String[0] : command.get(path).split(File.pathSeparator))
                .filter(jar -> jar.endsWith(".jar"))
                .map(jar -> JAR.matcher(Path.of(jar).getFileName().toString()))
                .filter(Matcher::matches)
                .map(jar -> jar.group(1) + " " + jar.group(2))
                .collect(Collectors.joining(", "));
    }

    /** Returns the version of an interpreter of Python's and those of packages that it has. */
    static String ofPython(String program, List<String> packages) throws InterruptedException {
        var command = new ArrayList<>(List.of(program, "-c", PYTHON));
        command.addAll(packages);
        return firstLine(command.toArray(new String[0]));
    }

    /** Returns the first line that a command prints, or what went wrong. */
    static String firstLine(String... command) throws InterruptedException {
        try (ChildProcess process = ChildProcess.start(List.of(command))) {
            return process.readLine(PATIENCE);
        } catch (IOException failure) {
            return "unknown: " + failure.getMessage();
        }
    }
}
