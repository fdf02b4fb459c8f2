package weft.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * Memory for calls that finish at once: bytes on their way between a heap buffer and the kernel,
 * which cannot reach the Java heap, and a socket address with its length. Belongs to one loop; what
 * a call leaves here is there until the next one.
 */
public final class CallMemory {
    /** How many bytes of a heap buffer one call moves at the most. */
    public static final int MAXIMUM_BYTES = 64 * 1024;

    private final MemorySegment memory;
    private final ByteBuffer view;
    private final MemorySegment address;
    private final MemorySegment length;

    /**
     * Takes the memory.
     *
     * @param arena what it lives as long as
     */
    public CallMemory(Arena arena) {
        memory = arena.allocate(MAXIMUM_BYTES);
        view = memory.asByteBuffer();
        address = arena.allocate(Structs.SOCKADDR_MAX_BYTES, Long.BYTES);
        length = arena.allocate(ValueLayout.JAVA_INT);
    }

    /** Makes a call on memory. */
    @FunctionalInterface
    public interface Transfer {
        /**
         * Moves bytes.
         *
         * @param address the address of the first byte
         * @param bytes how many there are, or how much room
         * @return bytes moved, or a negated error number
         */
        long apply(long address, int bytes);
    }

    /**
     * Returns the socket address that was put here last.
     *
     * @return at least {@link Structs#SOCKADDR_MAX_BYTES} bytes, of which {@link #length} count
     */
    public MemorySegment address() {
        return address;
    }

    /**
     * Returns room for one socket address, and resets its length to all of it.
     *
     * @return at least {@link Structs#SOCKADDR_MAX_BYTES} bytes
     */
    public MemorySegment roomForAddress() {
        length.set(ValueLayout.JAVA_INT, 0, Structs.SOCKADDR_MAX_BYTES);
        return address;
    }

    /**
     * Returns where the kernel finds, and leaves, the length of the socket address.
     *
     * @return the address of an int
     */
    public long lengthAddress() {
        return length.address();
    }

    /**
     * Returns the length the kernel wrote, as far as there was room.
     *
     * @return the length in bytes
     */
    public int length() {
        return Math.min(length.get(ValueLayout.JAVA_INT, 0), Structs.SOCKADDR_MAX_BYTES);
    }

    /**
     * Returns the memory that bytes of the heap pass through.
     *
     * @return {@link #MAXIMUM_BYTES} bytes
     */
    public MemorySegment bytes() {
        return memory;
    }

    /**
     * Lets a call fill a buffer and advances its position by the result. A heap buffer gets {@link
     * #MAXIMUM_BYTES} at the most.
     *
     * @param target the buffer, not read-only
     * @param transfer the call
     * @return what the call returned
     */
    public long read(ByteBuffer target, Transfer transfer) {
        if (target.isDirect() && !target.isReadOnly()) {
            long at = MemorySegment.ofBuffer(target).address();
            long result = transfer.apply(at, target.remaining());
            if (result > 0) {
                target.position(target.position() + (int) result);
            }
            return result;
        }
        int room = Math.min(target.remaining(), MAXIMUM_BYTES);
        long result = transfer.apply(memory.address(), room);
        if (result > 0) {
            target.put(view.limit((int) result).position(0));
        }
        return result;
    }

    /**
     * Lets a call take bytes from a buffer and advances its position by the result. Of a heap
     * buffer it is offered {@link #MAXIMUM_BYTES} at the most.
     *
     * @param source the buffer
     * @param transfer the call
     * @return what the call returned
     */
    public long write(ByteBuffer source, Transfer transfer) {
        long result;
        if (source.isDirect()) {
            long at = MemorySegment.ofBuffer(source).address();
            result = transfer.apply(at, source.remaining());
        } else {
            result = transfer.apply(memory.address(), copyOut(source, 0));
        }
        if (result > 0) {
            source.position(source.position() + (int) result);
        }
        return result;
    }

    /**
     * Copies bytes of several buffers, direct or not, one after the other, as many as fit.
     * Positions stay.
     *
     * @param sources the buffers
     * @param count how many of them
     * @return how many bytes are in {@link #bytes()} now
     */
    public int copyOut(ByteBuffer[] sources, int count) {
        int copied = 0;
        for (int i = 0; i < count && copied < MAXIMUM_BYTES; i++) {
            copied += copyOut(sources[i], copied);
        }
        return copied;
    }

    private int copyOut(ByteBuffer source, int at) {
        int bytes = Math.min(source.remaining(), MAXIMUM_BYTES - at);
        view.clear().put(at, source, source.position(), bytes);
        return bytes;
    }
}
