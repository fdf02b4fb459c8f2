package weft.iocp;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * Links the functions of one DLL. A linked handle takes the segment that captures the error first,
 * and must be called with {@code invokeExact} from a {@code private static final} field.
 */
@SuppressWarnings("restricted") // linking native functions is this class's purpose
final class WindowsLibrary {
    /** Where the error codes land: on Windows, {@code GetLastError} and {@code WSAGetLastError}. */
    static final StructLayout CAPTURE_LAYOUT = Linker.Option.captureStateLayout();

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CAPTURE =
            Linker.Option.captureCallState("GetLastError", "WSAGetLastError");
    private static final long LAST_ERROR =
            CAPTURE_LAYOUT.byteOffset(PathElement.groupElement("GetLastError"));
    private static final long WINSOCK_ERROR =
            CAPTURE_LAYOUT.byteOffset(PathElement.groupElement("WSAGetLastError"));

    private final String name;
    private final SymbolLookup symbols;

    private WindowsLibrary(String name) {
        this.name = name;
        this.symbols = SymbolLookup.libraryLookup(name, Arena.global());
    }

    /** Loads a DLL of the system, for good. */
    static WindowsLibrary open(String name) {
        try {
            return new WindowsLibrary(name);
        } catch (IllegalArgumentException e) {
            UnsatisfiedLinkError failure = new UnsatisfiedLinkError("there is no " + name);
            failure.initCause(e);
            throw failure;
        }
    }

    /** Links a function whose error is wanted. */
    MethodHandle link(String function, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(find(function), descriptor, CAPTURE);
    }

    /** Links a function whose error nobody needs; any thread may call the handle. */
    MethodHandle linkWithoutError(String function, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(find(function), descriptor);
    }

    /** Links functions that are called through a pointer, the handle's first argument. */
    static MethodHandle linkPointer(FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(descriptor, CAPTURE);
    }

    private MemorySegment find(String function) {
        return symbols.find(function)
                .orElseThrow(() -> new UnsatisfiedLinkError(name + " has no function " + function));
    }

    /** Returns the error of the last call that captured into a segment. */
    static int lastError(MemorySegment capture) {
        return capture.get(JAVA_INT, LAST_ERROR);
    }

    /** Returns the Winsock error of the last call that captured into a segment. */
    static int winsockError(MemorySegment capture) {
        return capture.get(JAVA_INT, WINSOCK_ERROR);
    }

    /** Turns what {@code invokeExact} declares into what can happen. */
    static RuntimeException unexpected(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        throw new IllegalStateException("a native call cannot throw", failure);
    }
}
