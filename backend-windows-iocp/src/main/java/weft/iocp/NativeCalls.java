package weft.iocp;

import static weft.iocp.WindowsLibrary.unexpected;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Calls Windows itself.
 *
 * <p>Facts: {@code WSAGetLastError} and {@code GetLastError} read one thread-local word, which the
 * JVM may change after a call; so it is captured with the call. AcceptEx, ConnectEx and
 * DisconnectEx are no exports: WSAIoctl tells where the provider has them. An immediate success of
 * an overlapped call means that it is over, but a packet comes all the same unless the socket skips
 * it.
 */
final class NativeCalls implements WindowsCalls {
    private static final WindowsLibrary KERNEL32 = WindowsLibrary.open("kernel32");
    private static final WindowsLibrary WS2_32 = WindowsLibrary.open("ws2_32");

    private static final MethodHandle CREATE_PORT =
            KERNEL32.link(
                    "CreateIoCompletionPort",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle GET_PACKETS =
            KERNEL32.link(
                    "GetQueuedCompletionStatusEx",
                    ints(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));
    private static final MethodHandle POST_PACKET =
            KERNEL32.linkWithoutError(
                    "PostQueuedCompletionStatus", ints(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle CREATE_EVENT =
            KERNEL32.link(
                    "CreateEventW",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle CLOSE_HANDLE = KERNEL32.link("CloseHandle", ints(JAVA_LONG));
    private static final MethodHandle SET_MODES =
            KERNEL32.link("SetFileCompletionNotificationModes", ints(JAVA_LONG, JAVA_BYTE));
    private static final MethodHandle CANCEL =
            KERNEL32.link("CancelIoEx", ints(JAVA_LONG, JAVA_LONG));

    private static final MethodHandle STARTUP =
            WS2_32.linkWithoutError("WSAStartup", ints(JAVA_SHORT, JAVA_LONG));
    private static final MethodHandle RESULT =
            WS2_32.link(
                    "WSAGetOverlappedResult",
                    ints(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG));
    private static final MethodHandle SOCKET =
            WS2_32.link(
                    "WSASocketW",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT,
                            JAVA_INT));
    private static final MethodHandle CLOSE_SOCKET = WS2_32.link("closesocket", ints(JAVA_LONG));
    private static final MethodHandle BIND =
            WS2_32.link("bind", ints(JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle LISTEN = WS2_32.link("listen", ints(JAVA_LONG, JAVA_INT));
    private static final MethodHandle SHUTDOWN = WS2_32.link("shutdown", ints(JAVA_LONG, JAVA_INT));
    private static final MethodHandle SET_OPTION =
            WS2_32.link("setsockopt", ints(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle GET_OPTION =
            WS2_32.link("getsockopt", ints(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle LOCAL_NAME =
            WS2_32.link("getsockname", ints(JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle PEER_NAME =
            WS2_32.link("getpeername", ints(JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle IOCTL =
            WS2_32.link(
                    "WSAIoctl",
                    ints(
                            JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT,
                            JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle RECEIVE =
            WS2_32.link(
                    "WSARecv",
                    ints(
                            JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                            JAVA_LONG));
    private static final MethodHandle SEND =
            WS2_32.link(
                    "WSASend",
                    ints(
                            JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG,
                            JAVA_LONG));

    // Called through a pointer, which is the first argument.
    private static final MethodHandle ACCEPT_EX =
            WindowsLibrary.linkPointer(
                    ints(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                            JAVA_LONG, JAVA_LONG));
    private static final MethodHandle CONNECT_EX =
            WindowsLibrary.linkPointer(
                    ints(
                            JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG,
                            JAVA_LONG));
    private static final MethodHandle DISCONNECT_EX =
            WindowsLibrary.linkPointer(ints(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT));

    private static final long INVALID_HANDLE = -1;
    private static final long INVALID_SOCKET = -1;
    private static final short VERSION_2_2 = 0x0202;

    // Automatic arenas, as this lives as long as its backend and has no end of its own.
    private final MemorySegment error = Arena.ofAuto().allocate(WindowsLibrary.CAPTURE_LAYOUT);
    private final MemorySegment scratch = Arena.ofAuto().allocate(64, Long.BYTES);
    private final long count = scratch.address();
    private final long flags = scratch.address() + Long.BYTES;
    private final MemorySegment acceptEx;
    private final MemorySegment connectEx;
    private final MemorySegment disconnectEx;

    NativeCalls() throws IOException {
        startup();
        long socket = wsaSocket(Abi.AF_INET, Abi.SOCK_STREAM, Abi.IPPROTO_TCP);
        if (socket < 0) {
            throw WindowsError.exception((int) -socket, "socket", null);
        }
        try {
            acceptEx = extension(socket, Abi.WSAID_ACCEPTEX, "AcceptEx");
            connectEx = extension(socket, Abi.WSAID_CONNECTEX, "ConnectEx");
            disconnectEx = extension(socket, Abi.WSAID_DISCONNECTEX, "DisconnectEx");
        } finally {
            closesocket(socket);
        }
    }

    private static FunctionDescriptor ints(MemoryLayout... arguments) {
        return FunctionDescriptor.of(JAVA_INT, arguments);
    }

    /** Starts Winsock, which counts how often it was; nobody ever stops it. */
    private static void startup() throws IOException {
        MemorySegment data = Arena.ofAuto().allocate(Abi.WSADATA_BYTES, Long.BYTES);
        int result;
        try {
            result = (int) STARTUP.invokeExact(VERSION_2_2, data.address());
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
        if (result != 0) {
            throw WindowsError.exception(result, "WSAStartup", null);
        }
    }

    private MemorySegment extension(long socket, int[] id, String name) throws IOException {
        long guid = scratch.address() + 16;
        for (int i = 0; i < id.length; i++) {
            scratch.set(JAVA_INT, 16 + 4L * i, id[i]);
        }
        int result;
        try {
            result =
                    (int)
                            IOCTL.invokeExact(
                                    error,
                                    socket,
                                    Abi.SIO_GET_EXTENSION_FUNCTION_POINTER,
                                    guid,
                                    Abi.GUID_BYTES,
                                    scratch.address() + 32,
                                    Long.BYTES,
                                    count,
                                    0L,
                                    0L);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
        if (result != 0) {
            throw WindowsError.exception(WindowsLibrary.winsockError(error), "find " + name, null);
        }
        return scratch.get(ADDRESS, 32);
    }

    @Override
    public long createIoCompletionPort() {
        return createPort(INVALID_HANDLE, 0, 0);
    }

    @Override
    public int associate(long socket, long port, long key) {
        return (int) Math.min(0, createPort(socket, port, key));
    }

    private long createPort(long handle, long port, long key) {
        try {
            long result = (long) CREATE_PORT.invokeExact(error, handle, port, key, 1);
            return result == 0 ? -WindowsLibrary.lastError(error) : result;
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public int getQueuedCompletionStatusEx(long port, long entries, int room, int timeoutMillis) {
        int result;
        try {
            result =
                    (int)
                            GET_PACKETS.invokeExact(
                                    error, port, entries, room, count, timeoutMillis, 0);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
        if (result != 0) {
            return scratch.get(JAVA_INT, 0);
        }
        int code = WindowsLibrary.lastError(error);
        return code == WindowsError.WAIT_TIMEOUT ? 0 : -code;
    }

    @Override
    public boolean postQueuedCompletionStatus(long port, long key) {
        try {
            return (int) POST_PACKET.invokeExact(port, 0, key, 0L) != 0;
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public long createEvent() {
        try {
            long result = (long) CREATE_EVENT.invokeExact(error, 0L, 1, 0, 0L);
            return result == 0 ? -WindowsLibrary.lastError(error) : result;
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public int closeHandle(long handle) {
        try {
            return checkedBool((int) CLOSE_HANDLE.invokeExact(error, handle));
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public int setFileCompletionNotificationModes(long handle, int modes) {
        try {
            return checkedBool((int) SET_MODES.invokeExact(error, handle, (byte) modes));
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public int cancelIoEx(long handle, long overlapped) {
        try {
            return checkedBool((int) CANCEL.invokeExact(error, handle, overlapped));
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public int wsaGetOverlappedResult(long socket, long overlapped) {
        try {
            int result = (int) RESULT.invokeExact(error, socket, overlapped, count, 0, flags);
            return result != 0 ? 0 : -WindowsLibrary.winsockError(error);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public long wsaSocket(int family, int type, int protocol) {
        try {
            int options = Abi.WSA_FLAG_OVERLAPPED | Abi.WSA_FLAG_NO_HANDLE_INHERIT;
            long result = (long) SOCKET.invokeExact(error, family, type, protocol, 0L, 0, options);
            return result == INVALID_SOCKET ? -WindowsLibrary.winsockError(error) : result;
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public int closesocket(long socket) {
        try {
            return checked((int) CLOSE_SOCKET.invokeExact(error, socket));
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public int bind(long socket, long address, int lengthBytes) {
        try {
            return checked((int) BIND.invokeExact(error, socket, address, lengthBytes));
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public int listen(long socket, int backlog) {
        try {
            return checked((int) LISTEN.invokeExact(error, socket, backlog));
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public int shutdown(long socket, int how) {
        try {
            return checked((int) SHUTDOWN.invokeExact(error, socket, how));
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public int setsockopt(long socket, int level, int option, long value, int lengthBytes) {
        try {
            return checked(
                    (int) SET_OPTION.invokeExact(error, socket, level, option, value, lengthBytes));
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public int getsockopt(long socket, int level, int option, long value, long lengthBytes) {
        try {
            return checked(
                    (int) GET_OPTION.invokeExact(error, socket, level, option, value, lengthBytes));
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public int getsockname(long socket, long address, long lengthBytes) {
        try {
            return checked((int) LOCAL_NAME.invokeExact(error, socket, address, lengthBytes));
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public int getpeername(long socket, long address, long lengthBytes) {
        try {
            return checked((int) PEER_NAME.invokeExact(error, socket, address, lengthBytes));
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public int wsaRecv(long socket, long buffers, int bufferCount, long overlapped) {
        scratch.set(JAVA_INT, Long.BYTES, 0);
        try {
            return moved(
                    (int)
                            RECEIVE.invokeExact(
                                    error,
                                    socket,
                                    buffers,
                                    bufferCount,
                                    count,
                                    flags,
                                    overlapped,
                                    0L));
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public int wsaSend(long socket, long buffers, int bufferCount, long overlapped) {
        try {
            return moved(
                    (int)
                            SEND.invokeExact(
                                    error, socket, buffers, bufferCount, count, 0, overlapped, 0L));
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public int acceptEx(
            long listener, long accepted, long output, int addressBytes, long overlapped) {
        try {
            int result =
                    (int)
                            ACCEPT_EX.invokeExact(
                                    acceptEx,
                                    error,
                                    listener,
                                    accepted,
                                    output,
                                    0,
                                    addressBytes,
                                    addressBytes,
                                    count,
                                    overlapped);
            return result != 0 ? 0 : -WindowsLibrary.winsockError(error);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public int connectEx(long socket, long address, int lengthBytes, long overlapped) {
        try {
            int result =
                    (int)
                            CONNECT_EX.invokeExact(
                                    connectEx,
                                    error,
                                    socket,
                                    address,
                                    lengthBytes,
                                    0L,
                                    0,
                                    count,
                                    overlapped);
            return result != 0 ? 0 : -WindowsLibrary.winsockError(error);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public int disconnectEx(long socket, long overlapped, int disconnectFlags) {
        try {
            int result =
                    (int)
                            DISCONNECT_EX.invokeExact(
                                    disconnectEx, error, socket, overlapped, disconnectFlags, 0);
            return result != 0 ? 0 : -WindowsLibrary.winsockError(error);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    /** The convention of Winsock: 0, or -1 with an error. */
    private int checked(int result) {
        return result == 0 ? 0 : -WindowsLibrary.winsockError(error);
    }

    private int moved(int result) {
        return result == 0 ? scratch.get(JAVA_INT, 0) : -WindowsLibrary.winsockError(error);
    }

    /** The convention of the kernel: true, or false with an error. */
    private int checkedBool(int result) {
        return result != 0 ? 0 : -WindowsLibrary.lastError(error);
    }
}
