package weft.checks;

import static com.tngtech.archunit.core.domain.JavaModifier.SYNCHRONIZED;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The direction of the dependencies, and what the engine must not touch. */
class ArchitectureTest {
    /** For each module, the modules its classes may use besides their own. */
    private static final Map<String, List<String>> MAY_USE =
            Map.of(
                    "loop-api", List.of(),
                    "loop-core", List.of("loop-api"),
                    "native-linux", List.of(),
                    "backend-select", List.of("loop-api", "loop-core"),
                    "backend-iouring", List.of("loop-api", "loop-core", "native-linux"),
                    "backend-epoll", List.of("loop-api", "loop-core", "native-linux"),
                    "backend-windows-iocp", List.of("loop-api", "loop-core"),
                    // By ServiceLoader, never by name: so no backend stands here.
                    "policy", List.of("loop-api", "loop-core"),
                    "testkit", List.of("loop-api", "loop-core"));

    /**
     * The same for the modules without a descriptor, which nothing depends on but tests. Their
     * sources are looked at, the tests among them: they may be compiled after this module.
     */
    private static final Map<String, List<String>> SOURCES_MAY_USE =
            Map.of(
                    "testkit-linux", List.of("loop-api", "native-linux", "testkit"),
                    "examples", List.of("loop-api", "policy", "testkit"),
                    "stress", List.of("loop-api", "loop-core"),
                    "integration", List.of("loop-api", "policy"));

    private static final Pattern USED_PACKAGE = Pattern.compile("\\b(weft(\\.[a-z]+)*)\\.[A-Z]");

    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() {
        List<Path> directories = Project.PACKAGES.keySet().stream().map(Project::classes).toList();
        classes = new ClassFileImporter().importPaths(directories);
    }

    @Test
    void everyModuleIsUnderTheRules() {
        assertEquals(
                Project.PACKAGES.keySet().stream().sorted().toList(),
                Project.modulesWithDescriptor());
        for (var each : Project.PACKAGES.entrySet()) {
            for (Path file : Project.files(Project.classes(each.getKey()), ".class")) {
                Path parent = Project.classes(each.getKey()).relativize(file).getParent();
                if (parent != null) {
                    String name = parent.toString().replace('/', '.');
                    assertTrue(
                            each.getValue().stream()
                                    .anyMatch(p -> name.equals(p) || name.startsWith(p + ".")),
                            () -> file + " is outside the packages of " + each.getKey());
                }
            }
        }
    }

    @Test
    void dependenciesPointOneWay() {
        MAY_USE.forEach(
                (module, allowed) -> {
                    List<String> forbidden = new ArrayList<>();
                    Project.PACKAGES.forEach(
                            (other, packages) -> {
                                if (!other.equals(module) && !allowed.contains(other)) {
                                    forbidden.addAll(packages);
                                }
                            });
                    check(
                            noClasses()
                                    .that()
                                    .resideInAnyPackage(trees(Project.PACKAGES.get(module)))
                                    .should()
                                    .dependOnClassesThat()
                                    .resideInAnyPackage(trees(forbidden))
                                    .as(module + " uses no module but " + allowed));
                });
    }

    @Test
    void modulesWithoutDescriptorAreUnderTheRules() throws IOException {
        List<String> others = new ArrayList<>(Project.modules());
        others.removeAll(Project.PACKAGES.keySet());
        assertEquals(SOURCES_MAY_USE.keySet().stream().sorted().toList(), others);
        List<String> findings = new ArrayList<>();
        for (String module : others) {
            List<Path> sources =
                    Project.files(Project.root().resolve(module).resolve("src"), ".java");
            assertFalse(sources.isEmpty(), module);
            for (Path source : sources) {
                for (String used : usedModules(Files.readString(source))) {
                    if (!SOURCES_MAY_USE.get(module).contains(used)) {
                        findings.add(Project.root().relativize(source) + " uses " + used);
                    }
                }
            }
        }
        assertEquals(List.of(), findings);
        assertEquals(
                Set.of("loop-api", "loop-core", "testkit"),
                usedModules("import weft.spi.Chunk; weft.core.Inbox x; weft.testkit.trace.Trace"));
    }

    /** Returns the modules with a descriptor that a source names types of. */
    private static Set<String> usedModules(String source) {
        Set<String> used = new TreeSet<>();
        for (MatchResult match : USED_PACKAGE.matcher(source).results().toList()) {
            String name = match.group(1) + ".";
            Project.PACKAGES.forEach(
                    (module, packages) -> {
                        boolean own =
                                packages.stream()
                                        .anyMatch(
                                                p ->
                                                        p.equals("weft")
                                                                ? name.equals("weft.")
                                                                : name.startsWith(p + "."));
                        if (own) {
                            used.add(module);
                        }
                    });
        }
        return used;
    }

    /** A backend may use the engine's module for one of the two layers, and gets nothing else. */
    @Test
    void engineAndTheLayersUnderBackendsStandSideBySide() {
        List<String> packages = Project.PACKAGES.get("loop-core");
        for (String each : packages) {
            List<String> others = packages.stream().filter(other -> !other.equals(each)).toList();
            check(
                    noClasses()
                            .that()
                            .resideInAnyPackage(trees(List.of(each)))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(trees(others)));
        }
    }

    @Test
    void portableModulesHaveNoForeignMemory() {
        List<String> packages =
                Project.PORTABLE.stream()
                        .map(Project.PACKAGES::get)
                        .flatMap(Collection::stream)
                        .toList();
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(trees(packages))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("java.lang.foreign.."));
    }

    /**
     * A lock on the loop's thread may be held by a coroutine that only this thread could resume,
     * and every logger takes one.
     */
    @Test
    void theEngineTakesNoLockAndCallsNoLogger() {
        String[] engine = trees(Project.PACKAGES.get("loop-core"));
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(engine)
                        .should()
                        .dependOnClassesThat()
                        .haveNameMatching(
                                "java\\.util\\.concurrent\\.locks\\.(Reentrant|Stamped|Abstract"
                                        + "|Condition|Lock$|ReadWrite).*"));
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(engine)
                        // Reports reach the log from where callbacks run, on a virtual thread.
                        .and()
                        .doNotHaveSimpleName("FailureReports")
                        .should()
                        .dependOnClassesThat()
                        .haveNameMatching(
                                "java\\.util\\.logging\\..*|java\\.lang\\.System\\$Logger.*"));
        check(
                methods()
                        .that()
                        .areDeclaredInClassesThat()
                        .resideInAnyPackage(engine)
                        .should()
                        .notHaveModifier(SYNCHRONIZED));
        // The first are nobody else's, and entered to get others off the platform thread's stack.
        // The others are for threads off the loop, and nobody waits who holds one.
        assertEquals(
                List.of(
                        "weft.core.HeldMonitors.enter",
                        "weft.core.HeldMonitors.enterRest",
                        "weft.core.InterruptRelay.begin",
                        "weft.core.InterruptRelay.pass",
                        "weft.core.InterruptRelay.interrupt",
                        "weft.core.InterruptRelay.end"),
                Monitors.entering(Project.classes("loop-core")));
    }

    @Test
    void aBrokenRuleIsSeen() {
        ArchRule nobodyUsesTheContract =
                noClasses()
                        .that()
                        .resideInAnyPackage("weft.spi..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("java.lang");
        assertThrows(AssertionError.class, () -> check(nobodyUsesTheContract));
    }

    private static void check(ArchRule rule) {
        // A module that has no class yet breaks no rule.
        rule.allowEmptyShould(true).check(classes);
    }

    /** Turns package names into patterns for the package and, except for the contract, its tree. */
    private static String[] trees(Collection<String> packages) {
        return packages.stream()
                .map(name -> name.equals("weft") ? name : name + "..")
                .toArray(String[]::new);
    }
}
