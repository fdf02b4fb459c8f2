package weft.iocp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/** One direction of a connection of {@link FakeWindows}: a bounded queue of bytes with an end. */
final class FakePipe {
    private static final int CAPACITY = 256 * 1024;

    private final byte[] bytes = new byte[CAPACITY];
    private int head;
    private int size;
    private boolean ended;

    int size() {
        return size;
    }

    int space() {
        return CAPACITY - size;
    }

    void end() {
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    /** Hands bytes over to another pipe. */
    void moveTo(FakePipe other, int count) {
        for (int i = 0; i < count; i++) {
            other.bytes[(other.head + other.size + i) % CAPACITY] = bytes[(head + i) % CAPACITY];
        }
        other.size += count;
        head = (head + count) % CAPACITY;
        size -= count;
    }

    /** Takes bytes from memory. */
    void write(long address, int count) {
        MemorySegment source = RawMemory.at(address, count);
        for (int i = 0; i < count; i++) {
            bytes[(head + size + i) % CAPACITY] = source.get(JAVA_BYTE, i);
        }
        size += count;
    }

    /** Puts bytes into memory. */
    void read(long address, int count) {
        MemorySegment target = RawMemory.at(address, count);
        for (int i = 0; i < count; i++) {
            target.set(JAVA_BYTE, i, bytes[(head + i) % CAPACITY]);
        }
        head = (head + count) % CAPACITY;
        size -= count;
    }
}
