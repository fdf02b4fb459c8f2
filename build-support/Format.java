import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Checks or applies the source format. The build runs this file with the JDK that compiles the
 * project, because google-java-format parses with the compiler of the JDK it runs in and an older
 * one does not know the newer syntax.
 *
 * <p>Usage: {@code java -cp google-java-format.jar Format.java check|apply ROOT}
 */
final class Format {
    private static final List<String> SKIPPED = List.of("target", ".git");

    /** The formatter wraps some comments differently when it meets its own result. */
    private static final int MAXIMUM_PASSES = 4;

    private Format() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 2 || !List.of("check", "apply").contains(args[0])) {
            System.err.println("usage: Format check|apply ROOT");
            System.exit(2);
        }
        List<String> sources = new ArrayList<>();
        collect(Path.of(args[1]), sources);
        if (sources.isEmpty()) {
            System.err.println("no Java source under " + args[1]);
            System.exit(2);
        }
        System.exit(args[0].equals("apply") ? apply(sources) : check(sources));
    }

    private static int check(List<String> sources) {
        int status = run(System.out, List.of("--dry-run", "--set-exit-if-changed"), sources);
        if (status != 0) {
            System.err.println("the files above are not formatted: run ./weft format");
        }
        return status;
    }

    private static int apply(List<String> sources) {
        for (int pass = 0; pass < MAXIMUM_PASSES; pass++) {
            int status = run(System.out, List.of("--replace"), sources);
            if (status != 0) {
                return status;
            }
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
            if (run(nowhere, List.of("--dry-run", "--set-exit-if-changed"), sources) == 0) {
                return 0;
            }
        }
        return check(sources);
    }

    private static int run(PrintStream output, List<String> options, List<String> sources) {
        List<String> command = new ArrayList<>(List.of("--aosp"));
        command.addAll(options);
        command.addAll(sources);
        return formatter().run(output, System.err, command.toArray(String[]::new));
    }

    private static ToolProvider formatter() {
        return ToolProvider.findFirst("google-java-format")
                .orElseThrow(() -> new IllegalStateException("google-java-format is not on -cp"));
    }

    private static void collect(Path directory, List<String> sources) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            for (Path child : children.sorted().toList()) {
                if (Files.isDirectory(child)) {
                    if (!SKIPPED.contains(child.getFileName().toString())) {
                        collect(child, sources);
                    }
                } else if (child.toString().endsWith(".java")) {
                    sources.add(child.toString());
                }
            }
        }
    }
}
