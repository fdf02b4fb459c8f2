package weft.iocp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;

/**
 * The constants and structures of winsock2.h, ws2tcpip.h, mswsock.h and winbase.h that the backend
 * uses, under their C names. A test compares every one of them with the headers.
 *
 * <p>Pointers, handles and {@code SOCKET}s are {@code long}s: the backend runs on 64-bit Windows
 * only.
 */
final class Abi {
    static final int AF_INET = 2;
    static final int AF_INET6 = 23;
    static final int SOCK_STREAM = 1;
    static final int IPPROTO_TCP = 6;
    static final int IPPROTO_IPV6 = 41;
    static final int WSA_FLAG_OVERLAPPED = 0x01;
    static final int WSA_FLAG_NO_HANDLE_INHERIT = 0x80;
    static final int SD_SEND = 1;

    static final int SOL_SOCKET = 0xffff;
    static final int SO_REUSEADDR = 0x0004;
    static final int SO_KEEPALIVE = 0x0008;
    static final int SO_BROADCAST = 0x0020;
    static final int SO_LINGER = 0x0080;
    static final int SO_SNDBUF = 0x1001;
    static final int SO_RCVBUF = 0x1002;
    static final int SO_EXCLUSIVEADDRUSE = ~SO_REUSEADDR;
    static final int SO_PROTOCOL_INFOW = 0x2005;
    static final int SO_UPDATE_ACCEPT_CONTEXT = 0x700B;
    static final int SO_CONNECT_TIME = 0x700C;
    static final int SO_UPDATE_CONNECT_CONTEXT = 0x7010;
    static final int TCP_NODELAY = 0x0001;
    static final int TCP_KEEPIDLE = 3;
    static final int TCP_KEEPCNT = 16;
    static final int TCP_KEEPINTVL = 17;
    static final int IPV6_V6ONLY = 27;

    /** The provider's sockets are handles of the kernel's, with no layer between. */
    static final int XP1_IFS_HANDLES = 0x00020000;

    static final int SIO_GET_EXTENSION_FUNCTION_POINTER = 0xC8000006;
    static final int FILE_SKIP_COMPLETION_PORT_ON_SUCCESS = 0x1;
    static final int FILE_SKIP_SET_EVENT_ON_HANDLE = 0x2;
    static final int INFINITE = -1;
    static final int TF_REUSE_SOCKET = 0x2;

    /** What {@code Internal} of an OVERLAPPED says until its operation is over. */
    static final int STATUS_PENDING = 0x103;

    // GUIDs as they lie in memory.
    static final int[] WSAID_ACCEPTEX = {0xb5367df1, 0x11cfcbac, 0x8000ca95, 0x92a1485f};
    static final int[] WSAID_CONNECTEX = {0x25a207b9, 0x4660ddf3, 0xe576e98e, 0x3e06748c};
    static final int[] WSAID_DISCONNECTEX = {0x7fda2e11, 0x436f8630, 0x36f531a0, 0x57c1eea6};

    static final StructLayout OVERLAPPED =
            struct(
                    "OVERLAPPED",
                    JAVA_LONG.withName("Internal"),
                    JAVA_LONG.withName("InternalHigh"),
                    JAVA_INT.withName("Offset"),
                    JAVA_INT.withName("OffsetHigh"),
                    JAVA_LONG.withName("hEvent"));

    static final StructLayout OVERLAPPED_ENTRY =
            struct(
                    "OVERLAPPED_ENTRY",
                    JAVA_LONG.withName("lpCompletionKey"),
                    JAVA_LONG.withName("lpOverlapped"),
                    JAVA_LONG.withName("Internal"),
                    JAVA_INT.withName("dwNumberOfBytesTransferred"),
                    MemoryLayout.paddingLayout(4));

    static final StructLayout WSABUF =
            struct(
                    "WSABUF",
                    JAVA_INT.withName("len"),
                    MemoryLayout.paddingLayout(4),
                    JAVA_LONG.withName("buf"));

    static final StructLayout SOCKADDR_IN =
            struct(
                    "SOCKADDR_IN",
                    JAVA_SHORT.withName("sin_family"),
                    JAVA_SHORT.withName("sin_port"),
                    JAVA_INT.withName("sin_addr"),
                    MemoryLayout.sequenceLayout(8, JAVA_BYTE).withName("sin_zero"));

    static final StructLayout SOCKADDR_IN6 =
            struct(
                    "SOCKADDR_IN6",
                    JAVA_SHORT.withName("sin6_family"),
                    JAVA_SHORT.withName("sin6_port"),
                    JAVA_INT.withName("sin6_flowinfo"),
                    MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("sin6_addr"),
                    JAVA_INT.withName("sin6_scope_id"));

    /** Windows has shorts where Unix has ints. */
    static final StructLayout LINGER =
            struct("LINGER", JAVA_SHORT.withName("l_onoff"), JAVA_SHORT.withName("l_linger"));

    static final StructLayout GUID =
            struct(
                    "GUID",
                    JAVA_INT.withName("Data1"),
                    JAVA_SHORT.withName("Data2"),
                    JAVA_SHORT.withName("Data3"),
                    MemoryLayout.sequenceLayout(8, JAVA_BYTE).withName("Data4"));

    static final int OVERLAPPED_BYTES = 32;
    static final int OVERLAPPED_ENTRY_BYTES = 32;
    static final int WSABUF_BYTES = 16;
    static final int SOCKADDR_MAX_BYTES = 28;
    static final int GUID_BYTES = 16;
    static final int WSADATA_BYTES = 408;

    /** Of WSAPROTOCOL_INFOW, whose first member are the flags that we want. */
    static final int PROTOCOL_INFO_BYTES = 628;

    /** AcceptEx needs so much room for each address: 16 bytes more than the address takes. */
    static final int ACCEPT_ADDRESS_BYTES = SOCKADDR_MAX_BYTES + 16;

    static {
        requireSize(OVERLAPPED, OVERLAPPED_BYTES);
        requireSize(OVERLAPPED_ENTRY, OVERLAPPED_ENTRY_BYTES);
        requireSize(WSABUF, WSABUF_BYTES);
        requireSize(SOCKADDR_IN, 16);
        requireSize(SOCKADDR_IN6, SOCKADDR_MAX_BYTES);
        requireSize(LINGER, 4);
        requireSize(GUID, GUID_BYTES);
    }

    private Abi() {}

    private static StructLayout struct(String name, MemoryLayout... members) {
        return MemoryLayout.structLayout(members).withName(name);
    }

    /** Returns the offset of a member in bytes. */
    static long offset(StructLayout struct, String member) {
        return struct.byteOffset(PathElement.groupElement(member));
    }

    private static void requireSize(StructLayout struct, long bytes) {
        if (struct.byteSize() != bytes) {
            throw new IllegalStateException(
                    struct.name().orElse("?")
                            + " has "
                            + struct.byteSize()
                            + " bytes here, "
                            + bytes
                            + " in C");
        }
    }
}
