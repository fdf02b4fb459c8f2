package weft.iouring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import weft.linux.Downcalls;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;

/**
 * The three io_uring system calls. libc has no wrappers, so they go through {@code syscall}; their
 * numbers are the same on every architecture. Results are the kernel's: a value, or a negated error
 * number.
 */
final class UringCalls {
    private static final long SYS_IO_URING_SETUP = 425;
    private static final long SYS_IO_URING_ENTER = 426;
    private static final long SYS_IO_URING_REGISTER = 427;

    private static final MethodHandle SETUP = syscall(JAVA_INT, JAVA_LONG);
    private static final MethodHandle ENTER =
            syscall(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle REGISTER = syscall(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);

    private final Downcalls calls = new Downcalls();

    private static MethodHandle syscall(MemoryLayout... arguments) {
        MemoryLayout[] all = new MemoryLayout[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[0] = JAVA_LONG;
        return Downcalls.link(
                "syscall",
                FunctionDescriptor.of(JAVA_LONG, all),
                Linker.Option.firstVariadicArg(1));
    }

    int setup(int entries, long params) {
        try {
            return (int)
                    calls.checked(
                            (long)
                                    SETUP.invokeExact(
                                            calls.capture(), SYS_IO_URING_SETUP, entries, params));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    int enter(int fd, int toSubmit, int minComplete, int flags, long argument, long argumentBytes) {
        try {
            return (int)
                    calls.checked(
                            (long)
                                    ENTER.invokeExact(
                                            calls.capture(),
                                            SYS_IO_URING_ENTER,
                                            fd,
                                            toSubmit,
                                            minComplete,
                                            flags,
                                            argument,
                                            argumentBytes));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }

    int register(int fd, int operation, long argument, int count) {
        try {
            return (int)
                    calls.checked(
                            (long)
                                    REGISTER.invokeExact(
                                            calls.capture(),
                                            SYS_IO_URING_REGISTER,
                                            fd,
                                            operation,
                                            argument,
                                            count));
        } catch (Throwable failure) {
            throw Downcalls.unexpected(failure);
        }
    }
}
