package weft.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The classes of all modules, main and test, as files: nothing is loaded. */
final class CompiledClasses {
    private static final String CONSTRUCTOR = "<init>";
    private static final List<String> TEST_ANNOTATIONS =
            List.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory");

    private final Map<String, ClassModel> models = new TreeMap<>();
    private final List<Path> directories;

    private CompiledClasses(List<Path> directories) {
        this.directories = directories;
    }

    /** Reads what every module was compiled to, this one last. */
    static CompiledClasses ofProject() {
        List<String> modules = new ArrayList<>(Project.modulesWithClasses());
        modules.add("checks");
        List<Path> directories = new ArrayList<>();
        for (String module : modules) {
            for (String kind : List.of("classes", "test-classes")) {
                Path directory = Project.root().resolve(module).resolve("target").resolve(kind);
                if (Files.isDirectory(directory)) {
                    directories.add(directory);
                }
            }
        }
        var classes = new CompiledClasses(directories);
        for (Path directory : directories) {
            for (Path file : Project.files(directory, ".class")) {
                classes.add(file);
            }
        }
        return classes;
    }

    private void add(Path file) {
        try {
            ClassModel model = ClassFile.of().parse(file);
            models.put(nameOf(model), model);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** The directories the classes are in, in the order of the build. */
    List<Path> directories() {
        return directories;
    }

    /**
     * Finds what a name such as {@code weft.Lock.acquire} or {@code weft.Lock} stands for: a public
     * or protected method of a type or its supertypes, or the constructors of a type.
     */
    Optional<Member> member(String name) {
        if (models.containsKey(name)) {
            return Optional.of(new Member(name, CONSTRUCTOR));
        }
        int dot = name.lastIndexOf('.');
        if (dot < 0 || !models.containsKey(name.substring(0, dot))) {
            return Optional.empty();
        }
        var member = new Member(name.substring(0, dot), name.substring(dot + 1));
        boolean exists =
                withSupertypes(member.type()).stream()
                        .flatMap(type -> methods(type, member.method()).stream())
                        .anyMatch(CompiledClasses::isPromised);
        return exists ? Optional.of(member) : Optional.empty();
    }

    /** Finds the classes in which a test such as {@code LockRules.lockPassesFirstComeFirst} is. */
    List<String> declaringTest(String test) {
        int dot = test.lastIndexOf('.');
        if (dot < 0) {
            return List.of();
        }
        String suffix = "." + test.substring(0, dot);
        String method = test.substring(dot + 1);
        return models.keySet().stream()
                .filter(type -> type.endsWith(suffix))
                .filter(type -> methods(type, method).stream().anyMatch(CompiledClasses::isTest))
                .toList();
    }

    /** Returns the classes JUnit can make an object of that have the tests of a type. */
    List<String> runnable(String type) {
        return models.keySet().stream()
                .filter(each -> withSupertypes(each).contains(type))
                .filter(each -> !models.get(each).flags().has(AccessFlag.ABSTRACT))
                .filter(each -> !models.get(each).flags().has(AccessFlag.INTERFACE))
                .toList();
    }

    /**
     * Returns the types whose code runs when a member is called: the type that has it, its
     * supertypes' if it is inherited, and every override below.
     */
    Map<String, ClassModel> implementations(Member member) {
        var implementations = new TreeMap<String, ClassModel>();
        for (String type : member.isConstructor() ? Set.of(member.type()) : related(member)) {
            boolean code =
                    methods(type, member.method()).stream()
                            .anyMatch(method -> method.code().isPresent());
            if (code) {
                implementations.put(type, models.get(type));
            }
        }
        return implementations;
    }

    private Set<String> related(Member member) {
        Set<String> related = new TreeSet<>(withSupertypes(member.type()));
        for (String type : models.keySet()) {
            if (withSupertypes(type).contains(member.type())) {
                related.add(type);
            }
        }
        return related;
    }

    private Set<String> withSupertypes(String type) {
        Set<String> found = new LinkedHashSet<>();
        collectSupertypes(type, found);
        return found;
    }

    private void collectSupertypes(String type, Set<String> found) {
        ClassModel model = models.get(type);
        if (model == null || !found.add(type)) {
            return;
        }
        model.superclass()
                .ifPresent(parent -> collectSupertypes(named(parent.asInternalName()), found));
        model.interfaces()
                .forEach(parent -> collectSupertypes(named(parent.asInternalName()), found));
    }

    private List<MethodModel> methods(String type, String name) {
        return models.get(type).methods().stream()
                .filter(method -> method.methodName().equalsString(name))
                .toList();
    }

    private static boolean isPromised(MethodModel method) {
        return method.flags().has(AccessFlag.PUBLIC) || method.flags().has(AccessFlag.PROTECTED);
    }

    private static boolean isTest(MethodModel method) {
        return method.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
                .flatMap(attribute -> attribute.annotations().stream())
                .map(annotation -> annotation.className().stringValue())
                .anyMatch(
                        descriptor ->
                                TEST_ANNOTATIONS.stream()
                                        .anyMatch(name -> descriptor.endsWith("/" + name + ";")));
    }

    private static String nameOf(ClassModel model) {
        return named(model.thisClass().asInternalName());
    }

    private static String named(String internalName) {
        return internalName.replace('/', '.');
    }

    /** A method of a type, under all its signatures, or the type's constructors. */
    record Member(String type, String method) {
        boolean isConstructor() {
            return method.equals(CONSTRUCTOR);
        }
    }
}
