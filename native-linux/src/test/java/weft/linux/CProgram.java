package weft.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Compiles and runs a C program that prints one {@code name value} pair a line. */
final class CProgram {
    private final StringBuilder body = new StringBuilder();
    private final StringBuilder head = new StringBuilder("#define _GNU_SOURCE\n");

    CProgram() {
        include("stdio.h");
        include("stddef.h");
    }

    CProgram include(String header) {
        head.append("#include <").append(header).append(">\n");
        return this;
    }

    CProgram print(String name, String expression) {
        body.append("  printf(\"%s %%lld\\n\", (long long) (%s));\n".formatted(name, expression));
        return this;
    }

    Map<String, Long> run(Path directory) throws IOException, InterruptedException {
        Path source = directory.resolve("print.c");
        Files.writeString(source, head + "int main(void) {\n" + body + "  return 0;\n}\n");
        Path program = directory.resolve("print");
        execute(directory, "cc", "-o", program.toString(), source.toString());
        Map<String, Long> values = new LinkedHashMap<>();
        for (String line : execute(directory, program.toString()).lines().toList()) {
            String[] words = line.split(" ", 2);
            values.put(words[0], Long.parseLong(words[1]));
        }
        return values;
    }

    private static String execute(Path directory, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        int status = process.waitFor();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        if (status != 0) {
            throw new IOException(String.join(" ", command) + " failed:\n" + text);
        }
        return text;
    }
}
