package weft.checks;

import java.io.IOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodElement;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes copies of classes in which a method throws instead of doing its work. */
final class Mutations {
    private static final ClassDesc THROWN = ClassDesc.of("java.lang.AssertionError");
    private static final MethodTypeDesc TAKES_MESSAGE =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object);

    private Mutations() {}

    /**
     * Writes every class that has code for the member, mutated, below a directory.
     *
     * @return how many classes those are
     */
    static int write(CompiledClasses classes, CompiledClasses.Member member, Path directory)
            throws IOException {
        Map<String, ClassModel> implementations = classes.implementations(member);
        for (Map.Entry<String, ClassModel> each : implementations.entrySet()) {
            Path file = directory.resolve(each.getKey().replace('.', '/') + ".class");
            Files.createDirectories(file.getParent());
            Files.write(file, mutate(each.getValue(), member.method()));
        }
        return implementations.size();
    }

    /** Returns a class whose methods of that name throw. */
    private static byte[] mutate(ClassModel model, String method) {
        ClassTransform transform =
                (builder, element) -> {
                    if (element instanceof MethodModel original
                            && original.methodName().equalsString(method)
                            && original.code().isPresent()) {
                        addThrowing(builder, original);
                    } else {
                        builder.with(element);
                    }
                };
        return ClassFile.of().transformClass(model, transform);
    }

    private static void addThrowing(ClassBuilder builder, MethodModel original) {
        builder.withMethod(
                original.methodName(),
                original.methodType(),
                original.flags().flagsMask(),
                copy -> {
                    for (MethodElement part : original) {
                        if (!(part instanceof CodeModel)) {
                            copy.with(part);
                        }
                    }
                    copy.withCode(
                            code ->
                                    code.new_(THROWN)
                                            .dup()
                                            .ldc("mutated")
                                            .invokespecial(
                                                    THROWN, ConstantDescs.INIT_NAME, TAKES_MESSAGE)
                                            .athrow());
                });
    }
}
