package weft.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The checkout these tests look at: its modules, their packages and their compiled classes. */
final class Project {
    /**
     * The directory of each module with a descriptor and the packages its classes live in. A module
     * that is missing here fails {@link ArchitectureTest}, so that no module escapes the rules.
     */
    static final Map<String, List<String>> PACKAGES =
            Map.of(
                    "loop-api", List.of("weft", "weft.spi"),
                    "loop-core", List.of("weft.core", "weft.readiness", "weft.completion"),
                    "native-linux", List.of("weft.linux"),
                    "backend-select", List.of("weft.select"),
                    "backend-iouring", List.of("weft.iouring"),
                    "backend-epoll", List.of("weft.epoll"),
                    "backend-windows-iocp", List.of("weft.iocp"),
                    "policy", List.of("weft.policy"),
                    "testkit", List.of("weft.testkit"),
                    "bench", List.of("weft.bench"));

    /** The modules that must run on a JVM of version 21. */
    static final List<String> PORTABLE =
            List.of("loop-api", "loop-core", "backend-select", "policy", "testkit");

    private Project() {}

    /** Returns the root directory of the checkout, which the build names in a property. */
    static Path root() {
        String root = System.getProperty("weft.root");
        if (root == null) {
            throw new IllegalStateException("run with -Dweft.root=<directory of the checkout>");
        }
        return Path.of(root);
    }

    static Path classes(String module) {
        return root().resolve(module).resolve("target").resolve("classes");
    }

    /** Returns the files under a directory whose name ends as given, in a fixed order. */
    static List<Path> files(Path directory, String suffix) {
        try (Stream<Path> tree = Files.walk(directory)) {
            return tree.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
    }

    /** Returns the directories of all modules but this one. */
    static List<String> modules() {
        try (Stream<Path> children = Files.list(root())) {
            return children.filter(child -> Files.exists(child.resolve("pom.xml")))
                    .map(child -> child.getFileName().toString())
                    .filter(module -> !module.equals("checks"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + root(), e);
        }
    }

    /** Returns the directories under the root that hold a module descriptor. */
    static List<String> modulesWithDescriptor() {
        try (Stream<Path> children = Files.list(root())) {
            return children.filter(
                            child -> Files.exists(child.resolve("src/main/java/module-info.java")))
                    .map(child -> child.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + root(), e);
        }
    }

    /** Returns the directories of the modules that have been compiled, but for this one. */
    static List<String> modulesWithClasses() {
        return modules().stream()
                .filter(module -> Files.isDirectory(root().resolve(module).resolve("target")))
                .toList();
    }

    /** Returns every Java source of the checkout, the tests included. */
    static List<Path> sources() {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> children = Files.list(root())) {
            for (Path child : children.sorted().toList()) {
                if (Files.isDirectory(child.resolve("src"))) {
                    sources.addAll(files(child.resolve("src"), ".java"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + root(), e);
        }
        return sources;
    }
}
