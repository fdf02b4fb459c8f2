import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * Copies directories of classes so that a JVM of version 21 takes them: classes compiled for a
 * later one get the version number of 21, which is right as long as they call only what it has (see
 * CheckJdkCalls). Run as {@code java PatchClasses.java FROM TO [FROM TO ...]}.
 */
public final class PatchClasses {
    /** The class-file version of Java 21. */
    private static final int VERSION = 65;

    private PatchClasses() {}

    /** Copies and patches; see the class. */
    public static void main(String[] arguments) throws IOException {
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            copy(Path.of(arguments[i]), Path.of(arguments[i + 1]));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path source : (Iterable<Path>) tree::iterator) {
                Path target = to.resolve(from.relativize(source).toString());
                if (Files.isDirectory(source)) {
                    Files.createDirectories(target);
                } else if (source.toString().endsWith(".class")) {
                    Files.write(target, patched(Files.readAllBytes(source)));
                } else {
                    Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static byte[] patched(byte[] bytes) {
        int major = (bytes[6] & 0xff) << 8 | bytes[7] & 0xff;
        if (major > VERSION) {
            bytes[4] = 0;
            bytes[5] = 0;
            bytes[6] = 0;
            bytes[7] = VERSION;
        }
        return bytes;
    }
}
