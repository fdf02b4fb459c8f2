package weft.iouring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import weft.completion.CompletionSend;
import weft.linux.Constants;
import weft.linux.Errno;
import weft.linux.Structs;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * The sending direction of a stream: SEND of one buffer, or SENDMSG of several.
 *
 * <p>A quiet send has no completion if it succeeds, so that a kernel entry that hands it over can
 * wait for something else. The kernel runs a submission as it takes it, and one that must not wait
 * (MSG_DONTWAIT) is over by then: either a completion says what went wrong, or that fewer bytes
 * were sent than offered (MSG_WAITALL makes that a failure), or all is well
 * (IOSQE_CQE_SKIP_SUCCESS). {@link QuietSends} keeps those that no completion has spoken of.
 */
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

    /** What is larger rarely fits into a socket's buffer at once. */
    private static final int MAXIMUM_QUIET_BYTES = 256 << 10;

    private static final int QUIET_FLAGS =
            Constants.MSG_NOSIGNAL | Constants.MSG_DONTWAIT | Constants.MSG_WAITALL;

    private final UringStream stream;
    private boolean quiet;
    private long offeredBytes;

    UringSend(UringStream stream) {
        super(stream, stream.backend.sendMemory());
        this.stream = stream;
    }

    void start(ByteBuffer[] buffers, int count) {
        begin(buffers, count);
        submit();
    }

    void startQuietly(ByteBuffer[] buffers, int count) {
        begin(buffers, count);
        quiet = mayBeQuiet();
        submit();
        if (quiet) {
            stream.backend.quietSends().add(this);
        }
    }

    /** Tells whether all is handed over at once, and probably fits; counts the bytes. */
    private boolean mayBeQuiet() {
        ByteBuffer only = only();
        if (only != null) {
            offeredBytes = only.remaining();
            return offeredBytes <= MAXIMUM_QUIET_BYTES;
        }
        int vectors = 0;
        offeredBytes = 0;
        for (int i = 0; i < count(); i++) {
            int bytes = buffers()[i].remaining();
            offeredBytes += bytes;
            vectors += bytes > 0 ? 1 : 0;
        }
        return vectors <= MAXIMUM_VECTORS && offeredBytes <= MAXIMUM_QUIET_BYTES;
    }

    /** Learns that the kernel has taken a quiet send, and that no completion speaks of it. */
    void confirm() {
        if (quiet) {
            stream.quietSendSucceeded((int) offeredBytes);
        }
    }

    /** Learns of a completion, which says what is to be said. */
    void completed() {
        quiet = false;
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
        if (quiet) {
            int skipping = operation | (Abi.IOSQE_CQE_SKIP_SUCCESS << 8);
            stream.submit(UringEndpoint.SEND, skipping, 0, address, length, QUIET_FLAGS, 0);
        } else {
            stream.submit(
                    UringEndpoint.SEND, operation, 0, address, length, Constants.MSG_NOSIGNAL, 0);
        }
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
