package weft.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;

import javax.tools.ToolProvider;

/**
 * Builds jars of other people, one with a backend and one with a whole loop, as they would: from
 * their sources, against the contract alone. Then a JVM runs coroutines on them.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThirdPartyTest {
    private static final List<String> MODULES = List.of("loop-api", "loop-core", "policy");

    private static final String SERVICE = "META-INF/services/weft.spi.EventLoopProvider";

    private final List<Path> jars = new ArrayList<>();
    private Path program;

    @BeforeAll
    void build(@TempDir Path directory) throws IOException {
        String contract = JavaLauncher.classes(List.of("loop-api"));
        jars.add(jar(directory, "backend", contract, "acme.backend.QuietProvider"));
        jars.add(jar(directory, "loop", contract, "acme.loop.BatonProvider"));
        program = compile(directory, "program", List.of("-cp", contract + annotations()));
    }

    private static Path jar(Path directory, String name, String contract, String provider)
            throws IOException {
        Path classes = compile(directory, name, List.of("--module-path", contract + annotations()));
        Path services = Files.createDirectories(classes.resolve(SERVICE).getParent());
        Files.writeString(services.resolve("weft.spi.EventLoopProvider"), provider + "\n");
        Path jar = directory.resolve("acme-" + name + ".jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (Path each : Project.files(classes, "")) {
                if (Files.isRegularFile(each)) {
                    String entry = classes.relativize(each).toString().replace('\\', '/');
                    out.putNextEntry(new JarEntry(entry));
                    Files.copy(each, out);
                }
            }
        }
        return jar;
    }

    private static Path compile(Path directory, String name, List<String> options)
            throws IOException {
        Path sources = Project.root().resolve("checks/src/test/thirdparty").resolve(name);
        Path classes = Files.createDirectory(directory.resolve(name));
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString()));
        arguments.addAll(List.of("--release", "21", "-Xlint:-classfile"));
        arguments.addAll(options);
        Project.files(sources, ".java").forEach(each -> arguments.add(each.toString()));
        var messages = new java.io.ByteArrayOutputStream();
        int status =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, messages, messages, arguments.toArray(String[]::new));
        assertEquals(0, status, () -> messages.toString(StandardCharsets.UTF_8));
        return classes;
    }

    /** Returns where the annotations are that the contract's classes carry, as part of a path. */
    private static String annotations() {
        return File.pathSeparator
                + Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(each -> each.contains("jspecify"))
                        .collect(Collectors.joining(File.pathSeparator));
    }

    private JavaLauncher.Outcome run(Path directory, List<String> path, String... flags)
            throws Exception {
        List<String> arguments = new ArrayList<>(List.of(flags));
        arguments.addAll(path);
        arguments.add("acme.program.Main");
        return JavaLauncher.launch(directory, arguments);
    }

    private List<String> classPath() {
        List<String> entries = new ArrayList<>(List.of(JavaLauncher.classes(MODULES)));
        jars.forEach(jar -> entries.add(jar.toString()));
        entries.add(program.toString());
        return List.of(
                "--add-opens",
                "java.base/java.lang=ALL-UNNAMED",
                "-cp",
                String.join(File.pathSeparator, entries));
    }

    private List<String> modulePath() {
        List<String> entries = new ArrayList<>(List.of(JavaLauncher.classes(MODULES)));
        jars.forEach(jar -> entries.add(jar.toString()));
        return List.of(
                "--add-opens",
                "java.base/java.lang=weft.core",
                "--module-path",
                String.join(File.pathSeparator, entries),
                "--add-modules",
                "weft.core,weft.policy,acme.backend,acme.loop",
                "-cp",
                program.toString());
    }

    @ParameterizedTest
    @CsvSource({"quiet, <weft quiet loop", "baton, <acme baton loop>"})
    void runsOnTheLoopNamedFromTheClassPath(String loop, String description, @TempDir Path place)
            throws Exception {
        JavaLauncher.Outcome outcome = run(place, classPath(), "-Dweft.loop=" + loop);
        assertTrue(outcome.output().startsWith(description), outcome::output);
        assertTrue(outcome.output().endsWith("\nloop in no module\nsum 3\n"), outcome::output);
        assertEquals(0, outcome.status());
    }

    @ParameterizedTest
    @CsvSource({"quiet, <weft quiet loop, weft.core", "baton, <acme baton loop>, acme.loop"})
    void runsOnTheLoopNamedFromTheModulePath(
            String loop, String description, String module, @TempDir Path place) throws Exception {
        JavaLauncher.Outcome outcome = run(place, modulePath(), "-Dweft.loop=" + loop);
        assertTrue(outcome.output().startsWith(description), outcome::output);
        assertTrue(
                outcome.output().endsWith("\nloop in module " + module + "\nsum 3\n"),
                outcome::output);
        assertEquals(0, outcome.status());
    }

    @Test
    void aNameThatNobodyProvidesListsThoseThatThereAre(@TempDir Path place) throws Exception {
        for (List<String> path : List.of(classPath(), modulePath())) {
            JavaLauncher.Outcome outcome = run(place, path, "-Dweft.loop=loud");
            assertTrue(outcome.output().contains("'loud' (from -Dweft.loop)"), outcome::output);
            assertTrue(outcome.output().contains("quiet"), outcome::output);
            assertTrue(outcome.output().contains("baton"), outcome::output);
            assertNotEquals(0, outcome.status());
        }
    }
}
