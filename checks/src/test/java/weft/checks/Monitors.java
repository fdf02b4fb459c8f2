package weft.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.MonitorInstruction;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Finds synchronized blocks, which leave no trace in a class's signatures. */
final class Monitors {
    private Monitors() {}

    /** Returns the methods under a directory that enter a monitor, as {@code Class.method}. */
    static List<String> entering(Path classes) {
        return Project.files(classes, ".class").stream()
                .map(Monitors::parse)
                .flatMap(type -> type.methods().stream())
                .filter(Monitors::entersMonitor)
                .map(Monitors::describe)
                .toList();
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static boolean entersMonitor(MethodModel method) {
        if (method.code().isEmpty()) {
            return false;
        }
        for (CodeElement element : method.code().get()) {
            if (element instanceof MonitorInstruction) {
                return true;
            }
        }
        return false;
    }

    private static String describe(MethodModel method) {
        String type = method.parent().orElseThrow().thisClass().asInternalName();
        return String.format(Locale.ROOT, "%s.%s", type.replace('/', '.'), method.methodName());
    }
}
