package weft.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * Calls libc's functions that wait for descriptors to become ready, under their C names.
 *
 * <p>Every call returns what the kernel does: a result, or a negated error number that {@link
 * Errno} turns into an exception. Pointers are raw addresses; the caller keeps the memory alive and
 * in bounds. An instance belongs to one loop, and so to one thread at a time.
 */
public final class WaitCalls {
    /** The same on every architecture; glibc has a wrapper since 2.35 only. */
    private static final long SYS_EPOLL_PWAIT2 = 441;

    private static final MethodHandle EPOLL_CREATE1 =
            Downcalls.link("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle EPOLL_CTL =
            Downcalls.link(
                    "epoll_ctl",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle EPOLL_WAIT =
            Downcalls.link(
                    "epoll_wait",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));
    private static final MethodHandle EPOLL_PWAIT2 =
            Downcalls.link(
                    "syscall",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG,
                            JAVA_LONG, JAVA_LONG),
                    Linker.Option.firstVariadicArg(1));
    private static final MethodHandle PPOLL =
            Downcalls.link(
                    "ppoll",
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    private final Downcalls calls = new Downcalls();

    /** Creates the bindings of one loop. */
    public WaitCalls() {}

    /**
     * Creates an epoll instance.
     *
     * @param flags flags of the call
     * @return its descriptor, or a negated error number
     */
    public int epoll_create1(int flags) {
        try {
            return calls.checked((int) EPOLL_CREATE1.invokeExact(calls.capture(), flags));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Changes what an epoll instance watches.
     *
     * @param epoll the instance's descriptor
     * @param operation an EPOLL_CTL_ constant
     * @param fd the descriptor to watch
     * @param event address of a struct epoll_event
     * @return 0, or a negated error number
     */
    public int epoll_ctl(int epoll, int operation, int fd, long event) {
        try {
            return calls.checked(
                    (int) EPOLL_CTL.invokeExact(calls.capture(), epoll, operation, fd, event));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Waits for events.
     *
     * @param epoll the instance's descriptor
     * @param events address of an array of struct epoll_event
     * @param maximum elements of the array
     * @param timeoutMillis how long, -1 without end
     * @return how many events there are, or a negated error number
     */
    public int epoll_wait(int epoll, long events, int maximum, int timeoutMillis) {
        try {
            return calls.checked(
                    (int)
                            EPOLL_WAIT.invokeExact(
                                    calls.capture(), epoll, events, maximum, timeoutMillis));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Waits for events with a timeout in nanoseconds. Linux 5.11.
     *
     * @param epoll the instance's descriptor
     * @param events address of an array of struct epoll_event
     * @param maximum elements of the array
     * @param timeout address of a struct timespec, or 0 to wait without end
     * @return how many events there are, or a negated error number
     */
    public int epoll_pwait2(int epoll, long events, int maximum, long timeout) {
        try {
            return (int)
                    calls.checked(
                            (long)
                                    EPOLL_PWAIT2.invokeExact(
                                            calls.capture(),
                                            SYS_EPOLL_PWAIT2,
                                            epoll,
                                            events,
                                            maximum,
                                            timeout,
                                            0L,
                                            0L));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    /**
     * Waits for events of the descriptors in an array.
     *
     * @param descriptors address of an array of struct pollfd
     * @param count elements of the array
     * @param timeout address of a struct timespec, or 0 to wait without end
     * @return how many descriptors are ready, or a negated error number
     */
    public int ppoll(long descriptors, long count, long timeout) {
        try {
            return calls.checked(
                    (int) PPOLL.invokeExact(calls.capture(), descriptors, count, timeout, 0L));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }
}
