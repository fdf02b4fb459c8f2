package weft.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;

/**
 * Calls libc's descriptor and memory functions under their C names.
 *
 * <p>Every call returns what the kernel does: a result, or a negated error number that {@link
 * Errno} turns into an exception. Pointers are raw addresses; the caller keeps the memory alive and
 * in bounds. An instance belongs to one loop, and so to one thread at a time.
 */
public final class LibC {
    private static final MethodHandle READ = link("read", fn(JAVA_LONG, JAVA_INT, JAVA_LONG));
    private static final MethodHandle WRITE = link("write", fn(JAVA_LONG, JAVA_INT, JAVA_LONG));
    private static final MethodHandle READV =
            link("readv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle WRITEV =
            link("writev", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CLOSE =
            link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle FCNTL =
            link(
                    "fcntl",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle EVENTFD =
            link("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle EVENTFD_WRITE =
            Downcalls.linkWithoutErrno(
                    "eventfd_write", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle PIPE2 =
            link("pipe2", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle MMAP =
            link(
                    "mmap",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                            JAVA_LONG));
    private static final MethodHandle MUNMAP =
            link("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle GETRLIMIT =
            link("getrlimit", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));

    private final Downcalls calls = new Downcalls();

    /** Creates the bindings of one loop. */
    public LibC() {}

    private static FunctionDescriptor fn(
            MemoryLayout result, MemoryLayout descriptor, MemoryLayout pointer) {
        return FunctionDescriptor.of(result, descriptor, pointer, JAVA_LONG);
    }

    private static MethodHandle link(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return Downcalls.link(name, descriptor, options);
    }

    /**
     * Reads bytes.
     *
     * @param fd the descriptor
     * @param address where the bytes are
     * @param lengthBytes how many bytes at most
     * @return bytes read, 0 at the end, or a negated error number
     */
    public long read(int fd, long address, long lengthBytes) {
        try {
            return calls.checked(
                    (long) READ.invokeExact(calls.capture(), fd, address, lengthBytes));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Writes bytes.
     *
     * @param fd the descriptor
     * @param address where the bytes are
     * @param lengthBytes how many bytes at most
     * @return bytes written, or a negated error number
     */
    public long write(int fd, long address, long lengthBytes) {
        try {
            return calls.checked(
                    (long) WRITE.invokeExact(calls.capture(), fd, address, lengthBytes));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Reads bytes into several pieces of memory.
     *
     * @param fd the descriptor
     * @param iovecs address of an array of iovec
     * @param count elements of the array
     * @return bytes read, 0 at the end, or a negated error number
     */
    public long readv(int fd, long iovecs, int count) {
        try {
            return calls.checked((long) READV.invokeExact(calls.capture(), fd, iovecs, count));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Writes bytes from several pieces of memory.
     *
     * @param fd the descriptor
     * @param iovecs address of an array of iovec
     * @param count elements of the array
     * @return bytes written, or a negated error number
     */
    public long writev(int fd, long iovecs, int count) {
        try {
            return calls.checked((long) WRITEV.invokeExact(calls.capture(), fd, iovecs, count));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Closes a descriptor. Its number may be reused at once, even after an error.
     *
     * @param fd the descriptor
     * @return 0, or a negated error number
     */
    public int close(int fd) {
        try {
            return calls.checked((int) CLOSE.invokeExact(calls.capture(), fd));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Reads or changes a descriptor's flags.
     *
     * @param fd the descriptor
     * @param command an F_ constant
     * @param argument the command's argument
     * @return what the command returns, or a negated error number
     */
    public int fcntl(int fd, int command, int argument) {
        try {
            return calls.checked((int) FCNTL.invokeExact(calls.capture(), fd, command, argument));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Creates a counter that wakes whoever polls it.
     *
     * @param initial the counter's first value
     * @param flags flags of the call
     * @return the descriptor, or a negated error number
     */
    public int eventfd(int initial, int flags) {
        try {
            return calls.checked((int) EVENTFD.invokeExact(calls.capture(), initial, flags));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Creates a pipe; the reading end comes first.
     *
     * @param pair address of two ints
     * @param flags flags of the call
     * @return 0, or a negated error number
     */
    public int pipe2(long pair, int flags) {
        try {
            return calls.checked((int) PIPE2.invokeExact(calls.capture(), pair, flags));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Maps memory.
     *
     * @param address where the bytes are
     * @param lengthBytes how many bytes at most
     * @param protection PROT_ flags
     * @param flags flags of the call
     * @param fd the descriptor
     * @param offset offset in the file
     * @return the address, or a negated error number
     */
    public long mmap(
            long address, long lengthBytes, int protection, int flags, int fd, long offset) {
        try {
            return calls.checked(
                    (long)
                            MMAP.invokeExact(
                                    calls.capture(),
                                    address,
                                    lengthBytes,
                                    protection,
                                    flags,
                                    fd,
                                    offset));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Unmaps memory. Nothing may use it any more.
     *
     * @param address where the bytes are
     * @param lengthBytes how many bytes at most
     * @return 0, or a negated error number
     */
    public int munmap(long address, long lengthBytes) {
        try {
            return calls.checked((int) MUNMAP.invokeExact(calls.capture(), address, lengthBytes));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Reads a resource limit.
     *
     * @param resource an RLIMIT_ constant
     * @param limit address of a struct rlimit
     * @return 0, or a negated error number
     */
    public int getrlimit(int resource, long limit) {
        try {
            return calls.checked((int) GETRLIMIT.invokeExact(calls.capture(), resource, limit));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Adds to an eventfd's counter, from any thread. The only failure of a valid descriptor is a
     * full counter, and then its reader is awake already.
     *
     * @param fd an eventfd
     * @param value what to add
     * @return 0, or -1
     */
    public static int eventfd_write(int fd, long value) {
        try {
            return (int) EVENTFD_WRITE.invokeExact(fd, value);
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }
}
