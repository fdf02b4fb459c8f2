package weft.iouring;

import org.jspecify.annotations.Nullable;

import weft.linux.Structs;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Memory the kernel receives into: a ring of provided buffers.
 *
 * <p>Facts this file rests on (io_uring_register(2), IORING_REGISTER_PBUF_RING):
 *
 * <ul>
 *   <li>The kernel takes buffers first in, first out, so ring size times buffer size is the memory
 *       a busy loop walks through. Few large buffers stay in the processor's cache and still take a
 *       large message in one piece.
 *   <li>With incremental consumption (6.12) a receive takes only what it fills: the next one goes
 *       on behind it. A buffer then holds the bytes of many connections, and comes back when the
 *       last of them is released. Completions name the buffer, not the place in it: the place is
 *       what was consumed so far, in the order of completions.
 *   <li>Without it every receive takes a whole buffer, so there must be more, smaller ones.
 *   <li>An empty ring ends a receive with ENOBUFS.
 * </ul>
 */
final class BufferRing {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
    private static final VarHandle TAIL = SHORT.varHandle();
    private static final long ENTRY_BYTES = Abi.IO_URING_BUF.byteSize();
    private static final long LENGTH = Structs.offset(Abi.IO_URING_BUF, "len");
    private static final long ID = Structs.offset(Abi.IO_URING_BUF, "bid");
    private static final long TAIL_OFFSET = Structs.offset(Abi.IO_URING_BUF, "resv");
    private static final long PAGE_BYTES = 4096;

    private final Arena arena;
    private final MemorySegment entries;
    private final Shape shape;
    private final boolean incremental;

    private final Buffer[] buffers;
    private int count;
    private int providedCount;
    private int pinnedCount;
    private short tail;

    /**
     * The dimensions of a ring.
     *
     * @param group the kernel's name of it
     * @param initial buffers to start with
     * @param maximum buffers it may grow to, a power of two
     * @param bufferBytes the size of one
     */
    record Shape(int group, int initial, int maximum, int bufferBytes) {}

    private BufferRing(Arena arena, MemorySegment entries, Shape shape, boolean incremental) {
        this.arena = arena;
        this.entries = entries;
        this.shape = shape;
        this.incremental = incremental;
        this.buffers = new Buffer[shape.maximum];
    }

    /**
     * Registers a ring; its memory comes with the first receive.
     *
     * @throws RingRefusedException if the kernel refuses
     */
    static BufferRing register(Ring ring, Arena arena, Shape shape, boolean incremental)
            throws RingRefusedException {
        MemorySegment entries = arena.allocate(shape.maximum * ENTRY_BYTES, PAGE_BYTES);
        int result = register(ring, entries, shape, incremental ? Abi.IOU_PBUF_RING_INC : 0);
        if (result < 0) {
            throw RingRefusedException.of(-result, "registering receive buffers");
        }
        return new BufferRing(arena, entries, shape, incremental);
    }

    private static int register(Ring ring, MemorySegment entries, Shape shape, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment reg = arena.allocate(Abi.IO_URING_BUF_REG);
            reg.set(LONG, Structs.offset(Abi.IO_URING_BUF_REG, "ring_addr"), entries.address());
            reg.set(INT, Structs.offset(Abi.IO_URING_BUF_REG, "ring_entries"), shape.maximum);
            reg.set(SHORT, Structs.offset(Abi.IO_URING_BUF_REG, "bgid"), (short) shape.group);
            reg.set(SHORT, Structs.offset(Abi.IO_URING_BUF_REG, "flags"), (short) flags);
            return ring.register(Abi.IORING_REGISTER_PBUF_RING, reg.address(), 1);
        }
    }

    /** Says whether the kernel consumes buffers incrementally; leaves nothing registered. */
    static boolean isIncrementalSupported(Ring ring) {
        try (Arena arena = Arena.ofConfined()) {
            Shape shape = new Shape(0, 0, 1, 0);
            MemorySegment entries = arena.allocate(PAGE_BYTES, PAGE_BYTES);
            if (register(ring, entries, shape, Abi.IOU_PBUF_RING_INC) < 0) {
                return false;
            }
            MemorySegment argument = arena.allocate(Abi.IO_URING_BUF_REG);
            int result = ring.register(Abi.IORING_UNREGISTER_PBUF_RING, argument.address(), 1);
            return result >= 0;
        }
    }

    int group() {
        return shape.group;
    }

    int bufferBytes() {
        return shape.bufferBytes;
    }

    int count() {
        return count;
    }

    /** Returns how many buffers the kernel may still use. */
    int providedCount() {
        return providedCount;
    }

    /** Returns how many buffers wait for their receivers before the kernel may use them again. */
    int pinnedCount() {
        return pinnedCount;
    }

    /** Returns how many receptions are held. */
    int heldCount() {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += buffers[i].held;
        }
        return sum;
    }

    int maximum() {
        return shape.maximum;
    }

    /** Doubles the number of buffers as far as the maximum allows, or makes the first ones. */
    void grow() {
        int target = Math.min(Math.max(shape.initial, 2 * count), shape.maximum);
        while (count < target) {
            Buffer buffer = new Buffer(this, count, arena.allocate(shape.bufferBytes, PAGE_BYTES));
            buffers[count++] = buffer;
            provide(buffer);
        }
    }

    private void provide(Buffer buffer) {
        buffer.consumed = 0;
        buffer.provided = true;
        providedCount++;
        long at = (tail & (shape.maximum - 1)) * ENTRY_BYTES;
        entries.set(LONG, at, buffer.memory.address());
        entries.set(INT, at + LENGTH, shape.bufferBytes);
        entries.set(SHORT, at + ID, (short) buffer.id);
        tail++;
        TAIL.setRelease(entries, TAIL_OFFSET, tail);
    }

    /**
     * Takes note of a completion that used a buffer. The bytes are the caller's until {@link
     * Buffer#release}; they start where the buffer was consumed to before.
     *
     * @param bytes how many bytes were received, 0 or more
     * @param flags the completion's flags
     */
    Buffer take(int bytes, int flags) {
        Buffer buffer = buffers[flags >>> Abi.IORING_CQE_BUFFER_SHIFT];
        buffer.start = buffer.consumed;
        buffer.consumed += bytes;
        buffer.held++;
        if (!incremental || (flags & Abi.IORING_CQE_F_BUF_MORE) == 0) {
            buffer.provided = false;
            providedCount--;
            pinnedCount++;
        }
        return buffer;
    }

    /** One buffer of the ring. */
    static final class Buffer {
        private final BufferRing owner;
        private final int id;
        private final MemorySegment memory;
        private int consumed;
        private int start;
        private int held;
        private boolean provided;
        private @Nullable UringChunk freeChunks;

        private Buffer(BufferRing owner, int id, MemorySegment memory) {
            this.owner = owner;
            this.id = id;
            this.memory = memory;
        }

        MemorySegment memory() {
            return memory;
        }

        /** Returns where the bytes of the latest {@link BufferRing#take} start. */
        int start() {
            return start;
        }

        /** Drops what {@code take} gave; the last release gives the buffer back to the kernel. */
        void release() {
            held--;
            if (held == 0 && !provided) {
                owner.pinnedCount--;
                owner.provide(this);
            }
        }

        /** Returns a chunk with a view of this buffer, used before if there is one. */
        UringChunk chunk() {
            UringChunk chunk = freeChunks;
            if (chunk == null) {
                return new UringChunk(this, memory.asByteBuffer());
            }
            freeChunks = chunk.next;
            chunk.next = null;
            return chunk;
        }

        void recycle(UringChunk chunk) {
            chunk.next = freeChunks;
            freeChunks = chunk;
        }
    }
}
