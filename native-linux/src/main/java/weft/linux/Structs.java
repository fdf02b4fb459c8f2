package weft.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;

/**
 * Describes the C structures the bindings read and write. Pointers are {@code long}s: the bindings
 * run on 64-bit Linux only.
 *
 * <p>Sizes are asserted when the class loads; a test compares them, and every member's offset, with
 * what the C compiler says.
 */
public final class Structs {
    /** {@code struct sockaddr_in}; port and address are in network byte order. */
    public static final StructLayout SOCKADDR_IN =
            MemoryLayout.structLayout(
                            JAVA_SHORT.withName("sin_family"),
                            JAVA_SHORT.withName("sin_port"),
                            JAVA_INT.withName("sin_addr"),
                            MemoryLayout.sequenceLayout(8, JAVA_BYTE).withName("sin_zero"))
                    .withName("sockaddr_in");

    /** {@code struct sockaddr_in6}; port, flow and address are in network byte order. */
    public static final StructLayout SOCKADDR_IN6 =
            MemoryLayout.structLayout(
                            JAVA_SHORT.withName("sin6_family"),
                            JAVA_SHORT.withName("sin6_port"),
                            JAVA_INT.withName("sin6_flowinfo"),
                            MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("sin6_addr"),
                            JAVA_INT.withName("sin6_scope_id"))
                    .withName("sockaddr_in6");

    /** {@code struct sockaddr_un}. */
    public static final StructLayout SOCKADDR_UN =
            MemoryLayout.structLayout(
                            JAVA_SHORT.withName("sun_family"),
                            MemoryLayout.sequenceLayout(108, JAVA_BYTE).withName("sun_path"))
                    .withName("sockaddr_un");

    /** {@code struct iovec}. */
    public static final StructLayout IOVEC =
            MemoryLayout.structLayout(JAVA_LONG.withName("iov_base"), JAVA_LONG.withName("iov_len"))
                    .withName("iovec");

    /** {@code struct msghdr}. */
    public static final StructLayout MSGHDR =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("msg_name"),
                            JAVA_INT.withName("msg_namelen"),
                            MemoryLayout.paddingLayout(4),
                            JAVA_LONG.withName("msg_iov"),
                            JAVA_LONG.withName("msg_iovlen"),
                            JAVA_LONG.withName("msg_control"),
                            JAVA_LONG.withName("msg_controllen"),
                            JAVA_INT.withName("msg_flags"),
                            MemoryLayout.paddingLayout(4))
                    .withName("msghdr");

    /** {@code struct rlimit}. */
    public static final StructLayout RLIMIT =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("rlim_cur"), JAVA_LONG.withName("rlim_max"))
                    .withName("rlimit");

    /** {@code struct linger}. */
    public static final StructLayout LINGER =
            MemoryLayout.structLayout(JAVA_INT.withName("l_onoff"), JAVA_INT.withName("l_linger"))
                    .withName("linger");

    /**
     * {@code struct epoll_event}, which is packed on x86_64 and nowhere else. The descriptor's data
     * is whatever it was registered with.
     */
    public static final StructLayout EPOLL_EVENT =
            "amd64".equals(System.getProperty("os.arch"))
                    ? MemoryLayout.structLayout(
                                    JAVA_INT.withName("events"),
                                    JAVA_LONG.withByteAlignment(4).withName("data"))
                            .withName("epoll_event")
                    : MemoryLayout.structLayout(
                                    JAVA_INT.withName("events"),
                                    MemoryLayout.paddingLayout(4),
                                    JAVA_LONG.withName("data"))
                            .withName("epoll_event");

    /** {@code struct pollfd}. */
    public static final StructLayout POLLFD =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("fd"),
                            JAVA_SHORT.withName("events"),
                            JAVA_SHORT.withName("revents"))
                    .withName("pollfd");

    /** {@code struct timespec}. */
    public static final StructLayout TIMESPEC =
            MemoryLayout.structLayout(JAVA_LONG.withName("tv_sec"), JAVA_LONG.withName("tv_nsec"))
                    .withName("timespec");

    /** Bytes that hold any socket address the bindings encode. */
    public static final int SOCKADDR_MAX_BYTES = 112;

    static {
        requireSize(SOCKADDR_IN, 16);
        requireSize(SOCKADDR_IN6, 28);
        requireSize(SOCKADDR_UN, 110);
        requireSize(IOVEC, 16);
        requireSize(MSGHDR, 56);
        requireSize(RLIMIT, 16);
        requireSize(LINGER, 8);
        requireSize(EPOLL_EVENT, "amd64".equals(System.getProperty("os.arch")) ? 12 : 16);
        requireSize(POLLFD, 8);
        requireSize(TIMESPEC, 16);
    }

    private Structs() {}

    /**
     * Returns the offset of a member in bytes.
     *
     * @param struct the structure
     * @param member the member's C name
     * @return bytes from the start of the structure
     */
    public static long offset(StructLayout struct, String member) {
        return struct.byteOffset(PathElement.groupElement(member));
    }

    /**
     * Requires that a structure has the size the kernel expects.
     *
     * @param struct the structure
     * @param bytes its size in the kernel's headers
     * @throws IllegalStateException if the layout has another size
     */
    public static void requireSize(StructLayout struct, long bytes) {
        if (struct.byteSize() != bytes) {
            throw new IllegalStateException(
                    "struct %s has %d bytes here, %d in C"
                            .formatted(struct.name().orElse("?"), struct.byteSize(), bytes));
        }
    }
}
