import java.io.IOException;
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

    private Format() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 2 || !List.of("check", "apply").contains(args[0])) {
            System.err.println("usage: Format check|apply ROOT");
            System.exit(2);
        }
        boolean apply = args[0].equals("apply");
        List<String> command = new ArrayList<>(List.of("--aosp"));
        command.addAll(
                apply ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
        int options = command.size();
        collect(Path.of(args[1]), command);
        if (command.size() == options) {
            System.err.println("no Java source under " + args[1]);
            System.exit(2);
        }
        int status = formatter().run(System.out, System.err, command.toArray(String[]::new));
        if (status != 0 && !apply) {
            System.err.println("the files above are not formatted: run ./weft format");
        }
        System.exit(status);
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
