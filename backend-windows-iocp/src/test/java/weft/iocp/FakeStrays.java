package weft.iocp;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What packets for nobody say: the keys of closed sockets, and the operations of past connections.
 */
final class FakeStrays {
    private static final long NO_OPERATION = 0x1000;

    private final List<FakePort.Packet> packets = new ArrayList<>();

    /** Takes note that a socket was closed. */
    void closed(long key) {
        if (key != 0) {
            packets.add(new FakePort.Packet(key, NO_OPERATION, 0, 1));
        }
    }

    /**
     * Takes note of the operations of a connection whose socket lives on. Those before are
     * forgotten: packets are queued in order, so none is later than a whole connection.
     */
    void disconnected(FakeSocket socket) {
        packets.removeIf(each -> each.key() == socket.key);
        for (long overlapped : socket.operations) {
            packets.add(new FakePort.Packet(socket.key, overlapped, 0, 1));
        }
        socket.operations.clear();
    }

    boolean isEmpty() {
        return packets.isEmpty();
    }

    FakePort.Packet any(Random random) {
        return packets.get(random.nextInt(packets.size()));
    }
}
