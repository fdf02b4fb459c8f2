package weft.iouring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * Runs code on a thread to which the kernel refuses io_uring_setup with a chosen error, as
 * container runtimes do for the whole process. The filter dies with the thread.
 */
@SuppressWarnings("restricted") // links prctl
final class Seccomp {
    private static final MethodHandle PRCTL =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("prctl"),
                            FunctionDescriptor.of(
                                    JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                            Linker.Option.firstVariadicArg(1));

    private static final int PR_SET_SECCOMP = 22;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int SECCOMP_MODE_FILTER = 2;
    private static final int SECCOMP_RET_ERRNO = 0x00050000;
    private static final int SECCOMP_RET_ALLOW = 0x7fff0000;
    private static final short LOAD_WORD = 0x20;
    private static final short JUMP_IF_EQUAL = 0x15;
    private static final short RETURN = 0x06;
    private static final int SYS_IO_URING_SETUP = 425;
    private static final int SYS_MMAP_X86_64 = 9;

    /** Where the low half of the last argument is, in struct seccomp_data. */
    private static final int SIXTH_ARGUMENT = 56;

    private Seccomp() {}

    static <T> T refusing(int errno, Callable<T> body) throws Exception {
        return filtered(() -> refuseSetup(errno), body);
    }

    /** Runs code on a thread to which the kernel refuses to map what is at an offset of a file. */
    static <T> T refusingMap(int errno, long offset, Callable<T> body) throws Exception {
        return filtered(() -> refuseMap(errno, offset), body);
    }

    private static <T> T filtered(Runnable filter, Callable<T> body) throws Exception {
        FutureTask<T> task =
                new FutureTask<>(
                        () -> {
                            filter.run();
                            return body.call();
                        });
        Thread thread = new Thread(task, "refused");
        thread.start();
        thread.join();
        return task.get();
    }

    private static void refuseSetup(int errno) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment filter = arena.allocate(4 * 8, 8);
            instruction(filter, 0, LOAD_WORD, 0, 0, 0);
            instruction(filter, 1, JUMP_IF_EQUAL, 0, 1, SYS_IO_URING_SETUP);
            instruction(filter, 2, RETURN, 0, 0, SECCOMP_RET_ERRNO | errno);
            instruction(filter, 3, RETURN, 0, 0, SECCOMP_RET_ALLOW);
            install(arena, filter);
        }
    }

    private static void refuseMap(int errno, long offset) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment filter = arena.allocate(6 * 8, 8);
            instruction(filter, 0, LOAD_WORD, 0, 0, 0);
            instruction(filter, 1, JUMP_IF_EQUAL, 0, 3, SYS_MMAP_X86_64);
            instruction(filter, 2, LOAD_WORD, 0, 0, SIXTH_ARGUMENT);
            instruction(filter, 3, JUMP_IF_EQUAL, 0, 1, (int) offset);
            instruction(filter, 4, RETURN, 0, 0, SECCOMP_RET_ERRNO | errno);
            instruction(filter, 5, RETURN, 0, 0, SECCOMP_RET_ALLOW);
            install(arena, filter);
        }
    }

    private static void install(Arena arena, MemorySegment filter) {
        MemorySegment program = arena.allocate(16, 8);
        program.set(JAVA_SHORT, 0, (short) (filter.byteSize() / 8));
        program.set(JAVA_LONG, 8, filter.address());
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0);
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program.address());
    }

    private static void instruction(
            MemorySegment filter, int index, short code, int ifTrue, int ifFalse, int operand) {
        long at = index * 8L;
        filter.set(JAVA_SHORT, at, code);
        filter.set(JAVA_BYTE, at + 2, (byte) ifTrue);
        filter.set(JAVA_BYTE, at + 3, (byte) ifFalse);
        filter.set(JAVA_INT, at + 4, operand);
    }

    private static void prctl(int option, long first, long second) {
        int result;
        try {
            result = (int) PRCTL.invokeExact(option, first, second, 0L, 0L);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
        if (result != 0) {
            throw new AssertionError("prctl " + option + " failed");
        }
    }
}
