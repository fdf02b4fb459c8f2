package weft.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Compares constants and structures with the machine's C headers. Needs {@code cc}. */
@Tag("slow")
class CHeadersTest {
    @TempDir Path directory;

    @Test
    void constantsAndErrorNumbersAreThoseOfTheHeaders() throws Exception {
        Map<String, Long> ours = new LinkedHashMap<>();
        ours.putAll(constants(Constants.class));
        Map<String, Long> errors = constants(Errno.class);
        errors.forEach((name, value) -> assertEquals(name, Errno.name(value.intValue())));
        ours.putAll(errors);
        assertTrue(ours.size() > 80, () -> "constants found: " + ours.keySet());

        CProgram program = program();
        ours.keySet().forEach(name -> program.print(name, name));
        assertEquals(ours, program.run(directory));
    }

    @Test
    void structuresHaveTheSizesAndOffsetsOfTheHeaders() throws Exception {
        Map<String, Long> ours = new LinkedHashMap<>();
        CProgram program = program();
        for (Field field : Structs.class.getFields()) {
            if (field.getType() == StructLayout.class) {
                addStruct((StructLayout) field.get(null), ours, program);
            }
        }
        assertTrue(ours.size() > 25, () -> "members found: " + ours.keySet());
        assertEquals(ours, program.run(directory));
    }

    private static void addStruct(StructLayout struct, Map<String, Long> ours, CProgram program) {
        String name = struct.name().orElseThrow();
        ours.put(name, memberEnd(struct));
        StringBuilder last = new StringBuilder();
        for (MemoryLayout member : struct.memberLayouts()) {
            member.name()
                    .ifPresent(
                            field -> {
                                String key = name + "." + field;
                                ours.put(key, Structs.offset(struct, field));
                                last.setLength(0);
                                last.append(field);
                            });
        }
        program.print(
                name,
                "offsetof(struct %1$s, %2$s) + sizeof(((struct %1$s *) 0)->%2$s)"
                        .formatted(name, last));
        for (MemoryLayout member : struct.memberLayouts()) {
            member.name()
                    .ifPresent(
                            field ->
                                    program.print(
                                            name + "." + field,
                                            "offsetof(struct %s, %s)".formatted(name, field)));
        }
        ours.put("sizeof." + name, struct.byteSize());
        program.print("sizeof." + name, "sizeof(struct " + name + ")");
    }

    /** Returns where the last named member ends, before trailing padding. */
    private static long memberEnd(StructLayout struct) {
        long end = 0;
        long offset = 0;
        for (MemoryLayout member : struct.memberLayouts()) {
            offset += member.byteSize();
            if (member.name().isPresent()) {
                end = offset;
            }
        }
        return end;
    }

    private static Map<String, Long> constants(Class<?> type) throws IllegalAccessException {
        Map<String, Long> values = new LinkedHashMap<>();
        for (Field field : type.getFields()) {
            boolean isNumber = field.getType() == int.class || field.getType() == long.class;
            if (isNumber && Modifier.isStatic(field.getModifiers())) {
                values.put(field.getName(), field.getLong(null));
            }
        }
        return values;
    }

    private static CProgram program() {
        return new CProgram()
                .include("errno.h")
                .include("fcntl.h")
                .include("poll.h")
                .include("time.h")
                .include("netinet/in.h")
                .include("netinet/tcp.h")
                .include("sys/epoll.h")
                .include("sys/eventfd.h")
                .include("sys/mman.h")
                .include("sys/resource.h")
                .include("sys/socket.h")
                .include("sys/uio.h")
                .include("sys/un.h");
    }
}
