import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Checks that compiled classes refer to no class, method or field of the JDK that an older JDK
 * lacks. The compiler cannot say so: java.lang.foreign was a preview in Java 21, and is not there
 * with {@code --release 21}. Run as {@code java CheckJdkCalls.java OLD_JAVA_HOME DIRECTORY...}.
 */
public final class CheckJdkCalls {
    /** What is there under the same name, but takes other arguments: javac 25 writes for 25. */
    private static final Set<String> DIFFERENT = Set.of("java/lang/runtime/SwitchBootstraps");

    /** Methods that take whatever the caller passes. */
    private static final Set<String> POLYMORPHIC =
            Set.of(
                    "java/lang/invoke/MethodHandle.invoke",
                    "java/lang/invoke/MethodHandle.invokeExact");

    private final Map<String, Path> index = new HashMap<>();
    private final Map<String, ClassModel> models = new HashMap<>();
    private final Set<String> findings = new TreeSet<>();
    private int references;

    private CheckJdkCalls(FileSystem jdk) throws IOException {
        try (Stream<Path> tree = Files.walk(jdk.getPath("/modules"))) {
            tree.filter(path -> path.toString().endsWith(".class"))
                    .forEach(
                            path -> {
                                String name = path.subpath(2, path.getNameCount()).toString();
                                index.put(name.substring(0, name.length() - 6), path);
                            });
        }
    }

    /** Checks; ends with 1 if something is missing. */
    public static void main(String[] arguments) throws IOException {
        Map<String, String> home = Map.of("java.home", arguments[0]);
        try (FileSystem jdk = FileSystems.newFileSystem(URI.create("jrt:/"), home)) {
            CheckJdkCalls check = new CheckJdkCalls(jdk);
            for (int i = 1; i < arguments.length; i++) {
                try (Stream<Path> tree = Files.walk(Path.of(arguments[i]))) {
                    for (Path file : (Iterable<Path>) tree::iterator) {
                        if (file.toString().endsWith(".class")) {
                            check.inspect(file);
                        }
                    }
                }
            }
            check.findings.forEach(System.err::println);
            System.out.println(
                    check.references
                            + " references to the JDK, "
                            + check.findings.size()
                            + " of them not to be had in "
                            + arguments[0]);
            if (!check.findings.isEmpty() || check.references == 0) {
                System.exit(1);
            }
        }
    }

    private void inspect(Path file) throws IOException {
        ClassModel model = ClassFile.of().parse(file);
        String user = model.thisClass().asInternalName();
        if (user.equals("module-info")) {
            return;
        }
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof ClassEntry type && isOfJdk(type.asInternalName())) {
                references++;
                String name = type.asInternalName();
                if (!index.containsKey(name) || DIFFERENT.contains(name)) {
                    findings.add(user + " uses " + name);
                }
            } else if (entry instanceof MemberRefEntry member
                    && isOfJdk(member.owner().asInternalName())) {
                references++;
                String owner = member.owner().asInternalName();
                String name = member.name().stringValue();
                if (!has(owner, name, member.type().stringValue())) {
                    findings.add(
                            user + " uses " + owner + "." + name + member.type().stringValue());
                }
            }
        }
    }

    private static boolean isOfJdk(String name) {
        return name.startsWith("java/") || name.startsWith("javax/") || name.startsWith("jdk/");
    }

    /** Looks for a member in a class and everything it inherits from. */
    private boolean has(String owner, String name, String type) throws IOException {
        if (POLYMORPHIC.contains(owner + "." + name)) {
            return true;
        }
        ClassModel model = model(owner);
        if (model == null) {
            return false;
        }
        boolean here =
                model.methods().stream()
                                .anyMatch(
                                        each ->
                                                each.methodName().equalsString(name)
                                                        && each.methodType().equalsString(type))
                        || model.fields().stream()
                                .anyMatch(
                                        each ->
                                                each.fieldName().equalsString(name)
                                                        && each.fieldType().equalsString(type));
        if (here) {
            return true;
        }
        if (model.superclass().isPresent()
                && has(model.superclass().get().asInternalName(), name, type)) {
            return true;
        }
        for (ClassEntry parent : model.interfaces()) {
            if (has(parent.asInternalName(), name, type)) {
                return true;
            }
        }
        return (model.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0
                && has("java/lang/Object", name, type);
    }

    private ClassModel model(String name) throws IOException {
        Path path = index.get(name);
        if (path == null) {
            return null;
        }
        ClassModel model = models.get(name);
        if (model == null) {
            model = ClassFile.of().parse(Files.readAllBytes(path));
            models.put(name, model);
        }
        return model;
    }
}
