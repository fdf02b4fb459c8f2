package weft.epoll;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;

/**
 * Tells where direct buffers begin.
 *
 * <p>The only way to ask makes a segment, of which the compiler does not always get rid: 72 bytes
 * for a send, measured on JDK 25. Nearly all buffers that come here are those of the pools, again
 * and again, so that their addresses are worth remembering; an entry is a weak reference, as the
 * others are anybody's.
 */
final class BufferAddresses {
    /** More than the buffers a busy loop has in turn, and still few. A power of two. */
    private static final int ENTRIES = 1024;

    private final @Nullable WeakReference<ByteBuffer>[] buffers = newTable();
    private final long[] bases = new long[ENTRIES];

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays know no type arguments
    private static @Nullable WeakReference<ByteBuffer>[] newTable() {
        return (@Nullable WeakReference<ByteBuffer>[]) new WeakReference[ENTRIES];
    }

    /**
     * Returns the address of the byte at a direct buffer's position. It is valid for as long as the
     * buffer is reachable.
     */
    long atPosition(ByteBuffer buffer) {
        int entry = System.identityHashCode(buffer) & (ENTRIES - 1);
        WeakReference<ByteBuffer> known = buffers[entry];
        if (known == null || !known.refersTo(buffer)) {
            buffers[entry] = new WeakReference<>(buffer);
            bases[entry] = MemorySegment.ofBuffer(buffer).address() - buffer.position();
        }
        return bases[entry] + buffer.position();
    }
}
