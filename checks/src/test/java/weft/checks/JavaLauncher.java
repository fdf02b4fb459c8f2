package weft.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts programs on the JVM that runs the tests. */
final class JavaLauncher {
    private static final long MAXIMUM_SECONDS = 30;

    private JavaLauncher() {}

    /** What a program left behind. */
    record Outcome(int status, String output) {}

    /** Runs a program to its end; its output goes through a file in the directory. */
    static Outcome launch(Path directory, List<String> arguments)
            throws IOException, InterruptedException {
        return launch(directory, arguments, Map.of());
    }

    /** The same, with variables added to the environment. */
    static Outcome launch(Path directory, List<String> arguments, Map<String, String> variables)
            throws IOException, InterruptedException {
        List<String> command = command(arguments);
        // To a file: reading a pipe could wait for ever, waiting for the process cannot.
        Path output = directory.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().putAll(variables);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(MAXIMUM_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(command + " hangs; so far: " + Files.readString(output));
            }
            return new Outcome(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Returns the command that runs a program which ends soon. */
    static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The second compiler costs more than it gains in so short a life.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(arguments);
        return command;
    }

    /** Returns the directories of modules' classes, as a path. */
    static String classes(List<String> modules) {
        Stream<String> directories = modules.stream().map(each -> Project.classes(each).toString());
        return String.join(java.io.File.pathSeparator, directories.toList());
    }
}
