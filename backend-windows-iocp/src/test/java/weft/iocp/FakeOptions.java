package weft.iocp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;

/** The options of a {@link FakeSocket}, which keeps them for as long as it is open. */
final class FakeOptions {
    private FakeOptions() {}

    static int set(FakeSocket socket, int level, int option, long value, int lengthBytes) {
        if (level == Abi.SOL_SOCKET && option == Abi.SO_UPDATE_CONNECT_CONTEXT) {
            socket.halfMade = false;
            return 0;
        }
        socket.options.put(key(level, option), RawMemory.at(value, lengthBytes).toArray(JAVA_BYTE));
        return 0;
    }

    static int get(
            FakeSocket socket,
            int level,
            int option,
            long value,
            long lengthBytes,
            boolean kernelHandle) {
        MemorySegment length = RawMemory.at(lengthBytes, 4);
        MemorySegment target = RawMemory.at(value, length.get(JAVA_INT, 0));
        if (option == Abi.SO_PROTOCOL_INFOW) {
            target.set(JAVA_INT, 0, kernelHandle ? Abi.XP1_IFS_HANDLES : 0);
            return 0;
        }
        if (option == Abi.SO_CONNECT_TIME) {
            target.set(JAVA_INT, 0, socket.isConnected() ? 0 : -1);
            return 0;
        }
        byte[] bytes = socket.options.getOrDefault(key(level, option), new byte[4]);
        // Flags of TCP come as one byte, as they do from Windows.
        int count = level == Abi.IPPROTO_TCP && option == Abi.TCP_NODELAY ? 1 : bytes.length;
        MemorySegment.copy(bytes, 0, target, JAVA_BYTE, 0, count);
        length.set(JAVA_INT, 0, count);
        return 0;
    }

    /** Returns what SO_LINGER was set to. */
    static byte[] linger(FakeSocket socket) {
        return socket.options.getOrDefault(key(Abi.SOL_SOCKET, Abi.SO_LINGER), new byte[4]);
    }

    private static long key(int level, int option) {
        return ((long) level << 32) | (option & 0xffff_ffffL);
    }
}
