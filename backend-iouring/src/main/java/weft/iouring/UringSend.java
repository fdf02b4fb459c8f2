package weft.iouring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import weft.completion.CompletionSend;
import weft.linux.Constants;
import weft.linux.Errno;
import weft.linux.Structs;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** The sending direction of a stream: SEND of one buffer, or SENDMSG of several. */
final class UringSend extends CompletionSend {
    private static final long NAME = Structs.offset(Structs.MSGHDR, "msg_name");
    private static final long NAME_LENGTH = Structs.offset(Structs.MSGHDR, "msg_namelen");
    private static final long VECTORS = Structs.offset(Structs.MSGHDR, "msg_iov");
    private static final long VECTOR_COUNT = Structs.offset(Structs.MSGHDR, "msg_iovlen");
    private static final long CONTROL = Structs.offset(Structs.MSGHDR, "msg_control");
    private static final long CONTROL_LENGTH = Structs.offset(Structs.MSGHDR, "msg_controllen");
    private static final long FLAGS = Structs.offset(Structs.MSGHDR, "msg_flags");
    private static final long VECTOR_BYTES = Structs.IOVEC.byteSize();
    private static final long FIRST_VECTOR = 64;

    /** Vectors that fit into a submission's scratch memory; what is beyond is sent later. */
    private static final int MAXIMUM_VECTORS =
            (int) ((Ring.SCRATCH_BYTES - FIRST_VECTOR) / VECTOR_BYTES);

    private final UringStream stream;

    UringSend(UringStream stream) {
        super(stream, stream.backend.sendMemory());
        this.stream = stream;
    }

    void start(ByteBuffer[] buffers, int count) {
        begin(buffers, count);
        submit();
    }

    private void submit() {
        ByteBuffer only = only();
        if (only != null) {
            long address = MemorySegment.ofBuffer(only).address();
            submit(Abi.IORING_OP_SEND, address, only.remaining());
        } else {
            submitVectors(buffers(), count());
        }
    }

    private void submit(int operation, long address, int length) {
        stream.submit(UringEndpoint.SEND, operation, 0, address, length, Constants.MSG_NOSIGNAL, 0);
    }

    private void submitVectors(ByteBuffer[] sources, int count) {
        MemorySegment message = stream.backend.scratch();
        int vectors = 0;
        for (int i = 0; i < count && vectors < MAXIMUM_VECTORS; i++) {
            if (sources[i].hasRemaining()) {
                long at = FIRST_VECTOR + vectors * VECTOR_BYTES;
                message.set(JAVA_LONG, at, MemorySegment.ofBuffer(sources[i]).address());
                message.set(JAVA_LONG, at + 8, sources[i].remaining());
                vectors++;
            }
        }
        message.set(JAVA_LONG, NAME, 0);
        message.set(JAVA_INT, NAME_LENGTH, 0);
        message.set(JAVA_LONG, VECTORS, message.address() + FIRST_VECTOR);
        message.set(JAVA_LONG, VECTOR_COUNT, vectors);
        message.set(JAVA_LONG, CONTROL, 0);
        message.set(JAVA_LONG, CONTROL_LENGTH, 0);
        message.set(JAVA_INT, FLAGS, 0);
        submit(Abi.IORING_OP_SENDMSG, message.address(), 1);
    }

    void onCompletion(int result) {
        if (result >= 0) {
            succeeded(result);
        } else if (result == -Errno.EINTR || result == -Errno.EAGAIN) {
            submit();
        } else {
            failed(UringEndpoint.failure(result, "send to", stream.remoteAddress()));
        }
    }
}
