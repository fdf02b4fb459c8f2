package weft.iouring;

import weft.linux.Structs;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * Memory for calls that finish at once: bytes on their way between a heap buffer and the kernel,
 * and a socket address with its length.
 */
final class Bounce {
    private static final int BYTES = 64 * 1024;

    private final MemorySegment memory;
    private final ByteBuffer view;
    private final MemorySegment address;
    private final MemorySegment length;

    Bounce(Arena arena) {
        memory = arena.allocate(BYTES);
        view = memory.asByteBuffer();
        address = arena.allocate(Structs.SOCKADDR_MAX_BYTES, Long.BYTES);
        length = arena.allocate(ValueLayout.JAVA_INT);
    }

    /** A call on memory; returns bytes moved, or a negated error number. */
    interface Transfer {
        long apply(long address, int bytes);
    }

    /** Returns room for one socket address, and resets its length to all of it. */
    MemorySegment address() {
        length.set(ValueLayout.JAVA_INT, 0, Structs.SOCKADDR_MAX_BYTES);
        return address;
    }

    long lengthAddress() {
        return length.address();
    }

    /** Returns the length the kernel wrote, as far as there was room. */
    int length() {
        return Math.min(length.get(ValueLayout.JAVA_INT, 0), Structs.SOCKADDR_MAX_BYTES);
    }

    /** Lets a call fill a buffer and advances its position by the result. */
    long read(ByteBuffer target, Transfer transfer) {
        if (target.isDirect() && !target.isReadOnly()) {
            long at = MemorySegment.ofBuffer(target).address();
            long result = transfer.apply(at, target.remaining());
            if (result > 0) {
                target.position(target.position() + (int) result);
            }
            return result;
        }
        long result = transfer.apply(memory.address(), Math.min(target.remaining(), BYTES));
        if (result > 0) {
            target.put(view.limit((int) result).position(0));
        }
        return result;
    }

    /** Lets a call take bytes from a buffer and advances its position by the result. */
    long write(ByteBuffer source, Transfer transfer) {
        long result;
        if (source.isDirect()) {
            long at = MemorySegment.ofBuffer(source).address();
            result = transfer.apply(at, source.remaining());
        } else {
            int bytes = Math.min(source.remaining(), BYTES);
            view.clear().put(0, source, source.position(), bytes);
            result = transfer.apply(memory.address(), bytes);
        }
        if (result > 0) {
            source.position(source.position() + (int) result);
        }
        return result;
    }
}
