package weft.iouring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import weft.linux.Structs;

import java.io.IOException;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares constants and structures with linux/io_uring.h. Needs {@code cc}. */
@Tag("slow")
class AbiTest {
    /** What headers older than the kernel do not know yet; everything else must be there. */
    private static final Set<String> NEW =
            Set.of(
                    "IORING_SETUP_NO_SQARRAY",
                    "IOU_PBUF_RING_INC",
                    "IORING_CQE_F_BUF_MORE",
                    "io_uring_buf_reg.flags");

    /** Ours, not the header's. */
    private static final Set<String> OWN = Set.of("PROBE_OP_BYTES");

    private static final Pattern UNKNOWN =
            Pattern.compile("['‘`](?:struct (\\w+)['’] has no member named ['‘])?(\\w+)['’]");

    @TempDir Path directory;

    @Test
    void constantsAndStructuresAreThoseOfTheHeader() throws Exception {
        Map<String, Long> ours = new LinkedHashMap<>();
        Map<String, String> expressions = new LinkedHashMap<>();
        for (Field field : Abi.class.getDeclaredFields()) {
            if (field.getType() == StructLayout.class) {
                addStruct((StructLayout) field.get(null), ours, expressions);
            } else if (!OWN.contains(field.getName()) && field.getType().isPrimitive()) {
                ours.put(field.getName(), field.getLong(null));
                expressions.put(field.getName(), field.getName());
            }
        }
        assertTrue(ours.size() > 80, () -> "found: " + ours.keySet());
        for (String unknown : unknown(compile(expressions))) {
            assertTrue(NEW.contains(unknown), () -> "not in the header: " + unknown);
            ours.remove(unknown);
            expressions.remove(unknown);
        }
        String errors = compile(expressions);
        assertEquals("", errors);
        assertEquals(ours, run());
    }

    private static void addStruct(
            StructLayout struct, Map<String, Long> ours, Map<String, String> expressions) {
        String name = struct.name().orElseThrow();
        ours.put(name, struct.byteSize());
        expressions.put(
                name,
                name.equals("io_uring_probe")
                        ? "offsetof(struct io_uring_probe, ops)"
                        : "sizeof(struct " + name + ")");
        for (MemoryLayout member : struct.memberLayouts()) {
            if (member.name().isPresent()) {
                String key = name + "." + member.name().get();
                ours.put(key, Structs.offset(struct, member.name().get()));
                expressions.put(
                        key, "offsetof(struct %s, %s)".formatted(name, member.name().get()));
            }
        }
    }

    /** Compiles a program that prints the expressions; returns the compiler's errors. */
    private String compile(Map<String, String> expressions)
            throws IOException, InterruptedException {
        StringBuilder source = new StringBuilder();
        for (String header : new String[] {"stdio.h", "stddef.h", "linux/io_uring.h"}) {
            source.append("#include <").append(header).append(">\n");
        }
        source.append("#include <linux/time_types.h>\nint main(void) {\n");
        expressions.forEach(
                (name, expression) ->
                        source.append(
                                "  printf(\"%s %%lld\\n\", (long long) (%s));\n"
                                        .formatted(name, expression)));
        Files.writeString(directory.resolve("abi.c"), source + "  return 0;\n}\n");
        return execute("cc", "-w", "-o", "abi", "abi.c");
    }

    private static Set<String> unknown(String errors) {
        Set<String> names = new java.util.TreeSet<>();
        for (String line : errors.lines().toList()) {
            Matcher matcher = UNKNOWN.matcher(line);
            if (line.contains("error:") && matcher.find()) {
                String struct = matcher.group(1);
                names.add((struct == null ? "" : struct + ".") + matcher.group(2));
            }
        }
        return names;
    }

    private Map<String, Long> run() throws IOException, InterruptedException {
        Map<String, Long> values = new LinkedHashMap<>();
        for (String line : execute("./abi").lines().toList()) {
            String[] words = line.split(" ", 2);
            values.put(words[0], Long.parseLong(words[1]));
        }
        return values;
    }

    private String execute(String... command) throws IOException, InterruptedException {
        Path output = directory.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        process.waitFor();
        return Files.readString(output);
    }
}
