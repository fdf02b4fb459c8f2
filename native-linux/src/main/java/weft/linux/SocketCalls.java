package weft.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/**
 * Calls libc's socket functions under their C names.
 *
 * <p>Every call returns what the kernel does: a result, or a negated error number that {@link
 * Errno} turns into an exception. Pointers are raw addresses; the caller keeps the memory alive and
 * in bounds. An instance belongs to one loop, and so to one thread at a time.
 */
public final class SocketCalls {
    private static final MethodHandle SOCKET =
            Downcalls.link("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND =
            Downcalls.link("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle LISTEN =
            Downcalls.link("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle ACCEPT4 =
            Downcalls.link(
                    "accept4",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CONNECT =
            Downcalls.link(
                    "connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle GETSOCKNAME =
            Downcalls.link(
                    "getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle GETPEERNAME =
            Downcalls.link(
                    "getpeername", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle GETSOCKOPT =
            Downcalls.link(
                    "getsockopt",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle SETSOCKOPT =
            Downcalls.link(
                    "setsockopt",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle SHUTDOWN =
            Downcalls.link("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle RECV =
            Downcalls.link(
                    "recv",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle SEND =
            Downcalls.link(
                    "send",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle RECVMSG =
            Downcalls.link(
                    "recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle SENDMSG =
            Downcalls.link(
                    "sendmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle RECVFROM =
            Downcalls.link(
                    "recvfrom",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG,
                            JAVA_LONG));
    private static final MethodHandle SENDTO =
            Downcalls.link(
                    "sendto",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG,
                            JAVA_INT));

    private final Downcalls calls = new Downcalls();

    /** Creates the bindings of one loop. */
    public SocketCalls() {}

    /**
     * Creates a socket.
     *
     * @param family an AF_ constant
     * @param type a SOCK_ constant with flags
     * @param protocol the protocol, 0 for the usual one
     * @return the descriptor, or a negated error number
     */
    public int socket(int family, int type, int protocol) {
        try {
            return calls.checked((int) SOCKET.invokeExact(calls.capture(), family, type, protocol));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Gives a socket its local address.
     *
     * @param fd the descriptor
     * @param sockaddr address of a socket address
     * @param sockaddrBytes its length
     * @return 0, or a negated error number
     */
    public int bind(int fd, long sockaddr, int sockaddrBytes) {
        try {
            return calls.checked(
                    (int) BIND.invokeExact(calls.capture(), fd, sockaddr, sockaddrBytes));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Makes a socket accept connections.
     *
     * @param fd the descriptor
     * @param backlog connections that may wait
     * @return 0, or a negated error number
     */
    public int listen(int fd, int backlog) {
        try {
            return calls.checked((int) LISTEN.invokeExact(calls.capture(), fd, backlog));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Takes a waiting connection.
     *
     * @param fd the descriptor
     * @param sockaddr address of a socket address
     * @param lengthAddress address of its length, an int that is updated
     * @param flags flags of the call
     * @return its descriptor, or a negated error number
     */
    public int accept4(int fd, long sockaddr, long lengthAddress, int flags) {
        try {
            return calls.checked(
                    (int) ACCEPT4.invokeExact(calls.capture(), fd, sockaddr, lengthAddress, flags));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Connects a socket.
     *
     * @param fd the descriptor
     * @param sockaddr address of a socket address
     * @param sockaddrBytes its length
     * @return 0, or a negated error number
     */
    public int connect(int fd, long sockaddr, int sockaddrBytes) {
        try {
            return calls.checked(
                    (int) CONNECT.invokeExact(calls.capture(), fd, sockaddr, sockaddrBytes));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Reads the local address.
     *
     * @param fd the descriptor
     * @param sockaddr address of a socket address
     * @param lengthAddress address of its length, an int that is updated
     * @return 0, or a negated error number
     */
    public int getsockname(int fd, long sockaddr, long lengthAddress) {
        try {
            return calls.checked(
                    (int) GETSOCKNAME.invokeExact(calls.capture(), fd, sockaddr, lengthAddress));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Reads the peer's address.
     *
     * @param fd the descriptor
     * @param sockaddr address of a socket address
     * @param lengthAddress address of its length, an int that is updated
     * @return 0, or a negated error number
     */
    public int getpeername(int fd, long sockaddr, long lengthAddress) {
        try {
            return calls.checked(
                    (int) GETPEERNAME.invokeExact(calls.capture(), fd, sockaddr, lengthAddress));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Reads an option.
     *
     * @param fd the descriptor
     * @param level the option's level
     * @param name the option
     * @param value address of the value
     * @param lengthAddress address of its length, an int that is updated
     * @return 0, or a negated error number
     */
    public int getsockopt(int fd, int level, int name, long value, long lengthAddress) {
        try {
            return calls.checked(
                    (int)
                            GETSOCKOPT.invokeExact(
                                    calls.capture(), fd, level, name, value, lengthAddress));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Sets an option.
     *
     * @param fd the descriptor
     * @param level the option's level
     * @param name the option
     * @param value address of the value
     * @param valueBytes its length
     * @return 0, or a negated error number
     */
    public int setsockopt(int fd, int level, int name, long value, int valueBytes) {
        try {
            return calls.checked(
                    (int)
                            SETSOCKOPT.invokeExact(
                                    calls.capture(), fd, level, name, value, valueBytes));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Ends one or both directions.
     *
     * @param fd the descriptor
     * @param how a SHUT_ constant
     * @return 0, or a negated error number
     */
    public int shutdown(int fd, int how) {
        try {
            return calls.checked((int) SHUTDOWN.invokeExact(calls.capture(), fd, how));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Receives bytes.
     *
     * @param fd the descriptor
     * @param address where the bytes are
     * @param lengthBytes how many bytes at most
     * @param flags flags of the call
     * @return bytes received, 0 at the end, or a negated error number
     */
    public long recv(int fd, long address, long lengthBytes, int flags) {
        try {
            return calls.checked(
                    (long) RECV.invokeExact(calls.capture(), fd, address, lengthBytes, flags));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Sends bytes.
     *
     * @param fd the descriptor
     * @param address where the bytes are
     * @param lengthBytes how many bytes at most
     * @param flags flags of the call
     * @return bytes sent, or a negated error number
     */
    public long send(int fd, long address, long lengthBytes, int flags) {
        try {
            return calls.checked(
                    (long) SEND.invokeExact(calls.capture(), fd, address, lengthBytes, flags));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Receives a message into several pieces of memory.
     *
     * @param fd the descriptor
     * @param message address of a struct msghdr
     * @param flags flags of the call
     * @return bytes received, or a negated error number
     */
    public long recvmsg(int fd, long message, int flags) {
        try {
            return calls.checked((long) RECVMSG.invokeExact(calls.capture(), fd, message, flags));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Sends a message from several pieces of memory.
     *
     * @param fd the descriptor
     * @param message address of a struct msghdr
     * @param flags flags of the call
     * @return bytes sent, or a negated error number
     */
    public long sendmsg(int fd, long message, int flags) {
        try {
            return calls.checked((long) SENDMSG.invokeExact(calls.capture(), fd, message, flags));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Receives a datagram and its sender.
     *
     * @param fd the descriptor
     * @param address where the bytes are
     * @param lengthBytes how many bytes at most
     * @param flags flags of the call
     * @param sockaddr address of a socket address
     * @param lengthAddress address of its length, an int that is updated
     * @return bytes received, or a negated error number
     */
    public long recvfrom(
            int fd, long address, long lengthBytes, int flags, long sockaddr, long lengthAddress) {
        try {
            return calls.checked(
                    (long)
                            RECVFROM.invokeExact(
                                    calls.capture(),
                                    fd,
                                    address,
                                    lengthBytes,
                                    flags,
                                    sockaddr,
                                    lengthAddress));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Sends a datagram.
     *
     * @param fd the descriptor
     * @param address where the bytes are
     * @param lengthBytes how many bytes at most
     * @param flags flags of the call
     * @param sockaddr address of a socket address
     * @param sockaddrBytes its length
     * @return bytes sent, or a negated error number
     */
    public long sendto(
            int fd, long address, long lengthBytes, int flags, long sockaddr, int sockaddrBytes) {
        try {
            return calls.checked(
                    (long)
                            SENDTO.invokeExact(
                                    calls.capture(),
                                    fd,
                                    address,
                                    lengthBytes,
                                    flags,
                                    sockaddr,
                                    sockaddrBytes));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }
}
