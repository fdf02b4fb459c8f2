package weft.epoll;

import weft.linux.Constants;
import weft.linux.SocketCalls;
import weft.linux.Structs;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/** Is the memory of one gathering call. */
final class Vectors {
    /** As many buffers as the engine gathers; more go in further calls. */
    private static final int MAXIMUM = 64;

    private static final long BYTES = Structs.IOVEC.byteSize();
    private static final long BASE = Structs.offset(Structs.IOVEC, "iov_base");
    private static final long LENGTH = Structs.offset(Structs.IOVEC, "iov_len");
    private static final long VECTOR = Structs.offset(Structs.MSGHDR, "msg_iov");
    private static final long COUNT = Structs.offset(Structs.MSGHDR, "msg_iovlen");

    private final MemorySegment array;
    private final MemorySegment message;
    private int count;

    Vectors(Arena arena) {
        array = arena.allocate(Structs.IOVEC, MAXIMUM);
        message = arena.allocate(Structs.MSGHDR);
        message.set(ValueLayout.JAVA_LONG, VECTOR, array.address());
    }

    /** Points at the first non-empty buffers and returns how many bytes they hold. */
    long fill(ByteBuffer[] buffers, int bufferCount) {
        long bytes = 0;
        count = 0;
        for (int i = 0; i < bufferCount && count < MAXIMUM; i++) {
            int remaining = buffers[i].remaining();
            if (remaining > 0) {
                long at = count * BYTES;
                array.set(ValueLayout.JAVA_LONG, at + BASE, ByteCalls.address(buffers[i]));
                array.set(ValueLayout.JAVA_LONG, at + LENGTH, remaining);
                bytes += remaining;
                count++;
            }
        }
        return bytes;
    }

    int count() {
        return count;
    }

    long address() {
        return array.address();
    }

    long send(SocketCalls sockets, int fd) {
        message.set(ValueLayout.JAVA_LONG, COUNT, count);
        return sockets.sendmsg(fd, message.address(), Constants.MSG_NOSIGNAL);
    }
}
