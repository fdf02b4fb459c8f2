package weft.iouring;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import weft.linux.Structs;

/**
 * Memory the kernel receives into: a ring of provided buffers.
 *
 * <p>Facts this file rests on (io_uring_register(2), IORING_REGISTER_PBUF_RING):
 *
 * <ul>
 *   <li>The kernel takes buffers first in, first out, so ring size times buffer size is the memory a
 *       busy loop walks through. Few large buffers stay in the processor's cache and still take a
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
    /** Buffers the ring can hold at most; the memory comes when it is needed. */
    static final int MAXIMUM_BUFFERS = 256;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
    private static final VarHandle TAIL = SHORT.varHandle();
    private static final long ENTRY_BYTES = Abi.IO_URING_BUF.byteSize();
    private static final long LENGTH = Structs.offset(Abi.IO_URING_BUF, "len");
    private static final long ID = Structs.offset(Abi.IO_URING_BUF, "bid");
    private static final long TAIL_OFFSET = Structs.offset(Abi.IO_URING_BUF, "resv");
    private static final long PAGE_BYTES = 4096;

    private final Ring ring;
    private final Arena arena;
    private final MemorySegment entries;
    private final int group;
    private final int bufferBytes;
    private final boolean incremental;

    private final MemorySegment[] memory = new MemorySegment[MAXIMUM_BUFFERS];
    private final int[] consumed = new int[MAXIMUM_BUFFERS];
    private final int[] held = new int[MAXIMUM_BUFFERS];
    private final boolean[] provided = new boolean[MAXIMUM_BUFFERS];
    private int count;
    private int providedCount;
    private short tail;

    private BufferRing(
            Ring ring, Arena arena, MemorySegment entries, int group, int bytes, boolean inc) {
        this.ring = ring;
        this.arena = arena;
        this.entries = entries;
        this.group = group;
        this.bufferBytes = bytes;
        this.incremental = inc;
    }

    /** Registers a ring, with incremental consumption where the kernel has it and it is wanted. */
    static BufferRing register(Ring ring, Arena arena, int group, int bufferBytes, boolean inc)
            throws RingRefusedException {
        MemorySegment entries = arena.allocate(MAXIMUM_BUFFERS * ENTRY_BYTES, PAGE_BYTES);
        int result = register(ring, entries, group, inc ? Abi.IOU_PBUF_RING_INC : 0);
        if (result < 0) {
            throw RingRefusedException.of(-result, "registering receive buffers");
        }
        return new BufferRing(ring, arena, entries, group, bufferBytes, inc);
    }

    private static int register(Ring ring, MemorySegment entries, int group, int flags) {
        MemorySegment argument = Arena.ofAuto().allocate(Abi.IO_URING_BUF_REG);
        argument.set(LONG, Structs.offset(Abi.IO_URING_BUF_REG, "ring_addr"), entries.address());
        argument.set(INT, Structs.offset(Abi.IO_URING_BUF_REG, "ring_entries"), MAXIMUM_BUFFERS);
        argument.set(SHORT, Structs.offset(Abi.IO_URING_BUF_REG, "bgid"), (short) group);
        argument.set(SHORT, Structs.offset(Abi.IO_URING_BUF_REG, "flags"), (short) flags);
        return ring.register(Abi.IORING_REGISTER_PBUF_RING, argument.address(), 1);
    }

    /** Says whether the kernel consumes buffers incrementally; leaves nothing registered. */
    static boolean isIncrementalSupported(Ring ring, int group) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entries = arena.allocate(MAXIMUM_BUFFERS * ENTRY_BYTES, PAGE_BYTES);
            if (register(ring, entries, group, Abi.IOU_PBUF_RING_INC) < 0) {
                return false;
            }
            unregister(ring, group);
            return true;
        }
    }

    private static int unregister(Ring ring, int group) {
        MemorySegment argument = Arena.ofAuto().allocate(Abi.IO_URING_BUF_REG);
        argument.set(SHORT, Structs.offset(Abi.IO_URING_BUF_REG, "bgid"), (short) group);
        return ring.register(Abi.IORING_UNREGISTER_PBUF_RING, argument.address(), 1);
    }

    int group() {
        return group;
    }

    int count() {
        return count;
    }

    /** Returns how many buffers the kernel may still use. */
    int providedCount() {
        return providedCount;
    }

    /** Adds buffers, as far as the ring's maximum allows; returns how many. */
    int grow(int more) {
        int added = Math.min(more, MAXIMUM_BUFFERS - count);
        for (int i = 0; i < added; i++) {
            int id = count++;
            memory[id] = arena.allocate(bufferBytes, PAGE_BYTES);
            provide(id);
        }
        return added;
    }

    private void provide(int id) {
        consumed[id] = 0;
        provided[id] = true;
        providedCount++;
        long at = (tail & (MAXIMUM_BUFFERS - 1)) * ENTRY_BYTES;
        entries.set(LONG, at, memory[id].address());
        entries.set(INT, at + LENGTH, bufferBytes);
        entries.set(SHORT, at + ID, (short) id);
        tail++;
        TAIL.setRelease(entries, TAIL_OFFSET, tail);
    }

    /**
     * Takes note of a completion that used a buffer. The bytes are the caller's until {@link
     * #release}.
     *
     * @return the offset of the bytes in the buffer
     */
    int take(int id, int bytes, int flags) {
        int offset = consumed[id];
        consumed[id] = offset + bytes;
        held[id]++;
        if (!incremental || (flags & Abi.IORING_CQE_F_BUF_MORE) == 0) {
            provided[id] = false;
            providedCount--;
        }
        return offset;
    }

    /** Returns a buffer's memory. */
    MemorySegment memory(int id) {
        return memory[id];
    }

    /** Releases what {@link #take} gave; the last release gives the buffer back to the kernel. */
    void release(int id) {
        held[id]--;
        if (held[id] == 0 && !provided[id]) {
            provide(id);
        }
    }

    /** Returns how many receptions hold buffers. */
    int held() {
        return Arrays.stream(held).sum();
    }
}
