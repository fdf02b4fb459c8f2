package weft.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Holds what every module exports against the last accepted state, so that no change of a promise
 * goes unseen. To accept a change, run with {@code -Dweft.acceptSignatures=true} and commit the
 * files.
 */
class SignaturesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "loop-api",
                "loop-core",
                "native-linux",
                "backend-select",
                "backend-iouring",
                "backend-epoll",
                "backend-windows-iocp",
                "policy",
                "testkit"
            })
    void exportedSignaturesAreTheAcceptedOnes(String module) throws Exception {
        String actual = String.join("\n", signatures(module)) + "\n";
        assertFalse(actual.isBlank(), module + " exports nothing");
        Path accepted =
                Project.root().resolve("checks/src/test/resources/signatures/" + module + ".txt");
        if (Boolean.getBoolean("weft.acceptSignatures")) {
            Files.writeString(accepted, actual);
        }
        assertEquals(
                Files.readString(accepted),
                actual,
                () ->
                        "the exported signatures of "
                                + module
                                + " have changed; if that is meant, run"
                                + " mvn test -pl checks -am -Dweft.acceptSignatures=true");
    }

    private static List<String> signatures(String module) throws IOException {
        Path classes = Project.classes(module);
        ModuleDescriptor descriptor =
                ModuleFinder.of(classes).findAll().iterator().next().descriptor();
        var packages = new TreeSet<String>();
        descriptor.exports().stream()
                .filter(export -> !export.isQualified())
                .forEach(export -> packages.add(export.source()));
        List<String> lines = new ArrayList<>();
        for (String name : packages) {
            Path directory = classes.resolve(name.replace('.', '/'));
            try (var files = Files.list(directory)) {
                for (Path file : files.sorted().toList()) {
                    String simple = file.getFileName().toString();
                    if (simple.endsWith(".class") && !simple.startsWith("package-info")) {
                        describe(name + "." + simple.substring(0, simple.length() - 6), lines);
                    }
                }
            }
        }
        return lines;
    }

    private static void describe(String name, List<String> lines) {
        Class<?> type;
        try {
            type = Class.forName(name, false, SignaturesTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(name + " is not on the class path", e);
        }
        if (!isPromised(type.getModifiers()) || type.isAnonymousClass() || type.isLocalClass()) {
            return;
        }
        lines.add(type.toGenericString() + supertypes(type));
        var members = new TreeSet<String>();
        for (Field field : type.getDeclaredFields()) {
            if (isPromised(field.getModifiers())) {
                members.add("    " + field.toGenericString());
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            addExecutable(constructor, members);
        }
        addMethods(type, members);
        // What a class inherits from one that is not exported is its own promise.
        Class<?> parent = type.getSuperclass();
        while (parent != null && !isPromised(parent.getModifiers())) {
            addMethods(parent, members);
            parent = parent.getSuperclass();
        }
        lines.addAll(members);
    }

    private static void addMethods(Class<?> type, Set<String> members) {
        for (Method method : type.getDeclaredMethods()) {
            if (!method.isSynthetic()) {
                addExecutable(method, members);
            }
        }
    }

    private static void addExecutable(Executable executable, Set<String> members) {
        if (isPromised(executable.getModifiers())) {
            members.add("    " + executable.toGenericString());
        }
    }

    private static String supertypes(Class<?> type) {
        String parent =
                type.getGenericSuperclass() == null || type.getSuperclass() == Object.class
                        ? ""
                        : " extends " + type.getGenericSuperclass().getTypeName();
        String interfaces =
                Arrays.stream(type.getGenericInterfaces())
                        .map(each -> each.getTypeName())
                        .collect(Collectors.joining(", "));
        return parent + (interfaces.isEmpty() ? "" : " implements " + interfaces);
    }

    private static boolean isPromised(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }
}
