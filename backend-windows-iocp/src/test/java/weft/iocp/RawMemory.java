package weft.iocp;

import java.lang.foreign.MemorySegment;

/** Looks at memory of which only the address is known, as a kernel does. */
final class RawMemory {
    private RawMemory() {}

    @SuppressWarnings("restricted") // addresses and sizes come from the caller, as in a kernel
    static MemorySegment at(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }
}
