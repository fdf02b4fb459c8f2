package weft.iocp;

import java.io.IOException;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Writes a C program that compiles only if every constant, every structure and every error code of
 * this module is that of the Windows headers. Run as {@code HeaderChecks FILE.c}.
 */
public final class HeaderChecks {
    /** Names of our own, as C sees them. */
    private static final Map<String, String> OWN =
            Map.of(
                    "OVERLAPPED_BYTES", "sizeof(OVERLAPPED)",
                    "OVERLAPPED_ENTRY_BYTES", "sizeof(OVERLAPPED_ENTRY)",
                    "WSABUF_BYTES", "sizeof(WSABUF)",
                    "SOCKADDR_MAX_BYTES", "sizeof(SOCKADDR_IN6)",
                    "GUID_BYTES", "sizeof(GUID)",
                    "WSADATA_BYTES", "sizeof(WSADATA)",
                    "PROTOCOL_INFO_BYTES", "sizeof(WSAPROTOCOL_INFOW)",
                    "ACCEPT_ADDRESS_BYTES", "sizeof(SOCKADDR_IN6) + 16");

    /** Constants of Windows 10 that the headers of MinGW do not have. */
    private static final Set<String> UNKNOWN =
            Set.of("TCP_KEEPIDLE", "TCP_KEEPCNT", "TCP_KEEPINTVL");

    /** Codes that Wine alone uses. */
    private static final Set<String> WINE = Set.of("error 676");

    private HeaderChecks() {}

    /**
     * Writes the program.
     *
     * @param arguments where to
     * @throws IOException if it cannot be written
     * @throws IllegalAccessException if a constant cannot be read
     */
    public static void main(String[] arguments) throws IOException, IllegalAccessException {
        List<String> lines = new ArrayList<>();
        for (String header :
                List.of("winsock2.h", "ws2tcpip.h", "mswsock.h", "windows.h", "stddef.h")) {
            lines.add("#include <" + header + ">");
        }
        lines.add("#define CHECK(a, b) _Static_assert((long long) (a) == (b), #a)");
        lines.add("#define QUOTE(...) #__VA_ARGS__");
        lines.add("#define TEXT_OF(...) QUOTE(__VA_ARGS__)");
        for (Field field : Abi.class.getDeclaredFields()) {
            if (field.getType() == StructLayout.class) {
                addStruct((StructLayout) field.get(null), lines);
            } else if (field.getType() == int.class && !UNKNOWN.contains(field.getName())) {
                String name = field.getName();
                // As ints, because an int is what the function takes.
                lines.add(
                        check("(int) (" + OWN.getOrDefault(name, name) + ")", field.getInt(null)));
            }
        }
        addGuid("WSAID_ACCEPTEX", Abi.WSAID_ACCEPTEX, lines);
        addGuid("WSAID_CONNECTEX", Abi.WSAID_CONNECTEX, lines);
        addGuid("WSAID_DISCONNECTEX", Abi.WSAID_DISCONNECTEX, lines);
        lines.add(check("offsetof(WSAPROTOCOL_INFOW, dwServiceFlags1)", 0));
        lines.add(check("sizeof(SOCKET)", Long.BYTES));
        lines.add(check("sizeof(HANDLE)", Long.BYTES));
        WindowsError.names()
                .forEach(
                        (code, name) -> {
                            if (!WINE.contains(name)) {
                                lines.add(check(name, code));
                            }
                        });
        if (lines.size() < 100) {
            throw new IllegalStateException("only " + lines.size() + " lines");
        }
        Files.write(Path.of(arguments[0]), lines);
        System.out.println(lines.size() - 8 + " constants, structures and members to be checked");
    }

    /** A member of a GUID is no constant in C, so what is compared is how the header writes it. */
    private static void addGuid(String name, int[] words, List<String> lines) {
        ByteBuffer guid = ByteBuffer.allocate(Abi.GUID_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        guid.asIntBuffer().put(words);
        StringJoiner bytes = new StringJoiner(",", "{", "}");
        for (int i = 8; i < Abi.GUID_BYTES; i++) {
            bytes.add(String.format("0x%02x", guid.get(i)));
        }
        String text =
                String.format(
                        "{0x%08x,0x%04x,0x%04x,%s}",
                        guid.getInt(0), guid.getShort(4), guid.getShort(6), bytes);
        lines.add(check("__builtin_strcmp(TEXT_OF(" + name + "), \"" + text + "\")", 0));
    }

    private static void addStruct(StructLayout struct, List<String> lines) {
        String name = struct.name().orElseThrow();
        lines.add(check("sizeof(" + name + ")", struct.byteSize()));
        for (MemoryLayout member : struct.memberLayouts()) {
            member.name()
                    .ifPresent(
                            each ->
                                    lines.add(
                                            check(
                                                    "offsetof(" + name + ", " + each + ")",
                                                    Abi.offset(struct, each))));
        }
    }

    private static String check(String expression, long value) {
        return "CHECK(" + expression + ", " + value + "LL);";
    }
}
