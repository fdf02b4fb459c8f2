package weft.iocp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The queue of packets of {@link FakeWindows}. */
final class FakePort {
    private final List<Packet> packets = new ArrayList<>();

    /** What a port hands out. */
    record Packet(long key, long overlapped, long status, int bytes) {}

    void add(Packet packet) {
        packets.add(packet);
    }

    boolean isEmpty() {
        return packets.isEmpty();
    }

    /** Writes up to so many packets as OVERLAPPED_ENTRYs, and returns how many. */
    int take(long entries, int room, Random random, boolean shuffle) {
        if (shuffle) {
            Collections.shuffle(packets, random);
        }
        int count = Math.min(room, packets.size());
        MemorySegment target = RawMemory.at(entries, (long) room * Abi.OVERLAPPED_ENTRY_BYTES);
        for (int i = 0; i < count; i++) {
            Packet packet = packets.get(i);
            long at = (long) i * Abi.OVERLAPPED_ENTRY_BYTES;
            target.set(JAVA_LONG, at, packet.key());
            target.set(JAVA_LONG, at + 8, packet.overlapped());
            target.set(JAVA_LONG, at + 16, packet.status());
            target.set(JAVA_INT, at + 24, packet.bytes());
        }
        packets.subList(0, count).clear();
        return count;
    }
}
