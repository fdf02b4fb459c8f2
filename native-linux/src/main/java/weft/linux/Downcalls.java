package weft.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Links C functions and captures {@code errno}.
 *
 * <p>A linked handle takes the capture segment first and must be called with {@code invokeExact}
 * from a {@code private static final} field. Pointers are passed as {@code long}s, so that a call
 * creates no object. One instance belongs to one thread at a time, because it holds the place where
 * {@code errno} lands.
 */
@SuppressWarnings("restricted") // linking C functions is this class's purpose
public final class Downcalls {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = LINKER.defaultLookup();
    private static final StructLayout CAPTURE_LAYOUT = Linker.Option.captureStateLayout();
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
    private static final long ERRNO = CAPTURE_LAYOUT.byteOffset(PathElement.groupElement("errno"));

    // An automatic arena needs no release and, unlike a shared one, no atomic update at each call.
    private final MemorySegment capture = Arena.ofAuto().allocate(CAPTURE_LAYOUT);

    /** Creates the place where {@code errno} lands. */
    public Downcalls() {}

    /**
     * Links a function that sets {@code errno}; the handle takes {@link #capture()} first.
     *
     * @param name the C name
     * @param descriptor the argument and result types
     * @param options further linker options, such as the first variadic argument
     * @return the handle, to be called with {@code invokeExact}
     * @throws UnsatisfiedLinkError if libc has no such function
     */
    public static MethodHandle link(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker.Option[] all = new Linker.Option[options.length + 1];
        System.arraycopy(options, 0, all, 1, options.length);
        all[0] = CAPTURE;
        return LINKER.downcallHandle(symbol(name), descriptor, all);
    }

    /**
     * Links a function whose {@code errno} nobody needs; any thread may call the handle.
     *
     * @param name the C name
     * @param descriptor the argument and result types
     * @return the handle, to be called with {@code invokeExact}
     * @throws UnsatisfiedLinkError if libc has no such function
     */
    public static MethodHandle linkWithoutErrno(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(symbol(name), descriptor);
    }

    private static MemorySegment symbol(String name) {
        return LIBC.find(name)
                .orElseThrow(() -> new UnsatisfiedLinkError("libc has no function " + name));
    }

    /**
     * Returns the first argument of a linked handle.
     *
     * @return the segment that receives {@code errno}
     */
    public MemorySegment capture() {
        return capture;
    }

    /**
     * Returns a result in the kernel's own convention.
     *
     * @param result what the C function returned
     * @return the result, or the negated {@code errno} when it is -1
     */
    public int checked(int result) {
        return result == -1 ? -errno() : result;
    }

    /**
     * Returns a result in the kernel's own convention.
     *
     * @param result what the C function returned
     * @return the result, or the negated {@code errno} when it is -1
     */
    public long checked(long result) {
        return result == -1 ? -errno() : result;
    }

    private int errno() {
        return capture.get(ValueLayout.JAVA_INT, ERRNO);
    }

    /**
     * Turns what {@code invokeExact} declares into what can happen.
     *
     * @param failure the caught throwable
     * @return never
     */
    public static RuntimeException unexpected(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        throw new IllegalStateException("a native call cannot throw", failure);
    }
}
