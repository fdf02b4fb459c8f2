package weft.iouring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.jspecify.annotations.Nullable;

import weft.linux.Constants;
import weft.linux.Errno;
import weft.linux.Structs;
import weft.spi.Operation;
import weft.spi.StreamEvents;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The one send a stream may have in flight. Direct buffers are sent from where they are; if one of
 * them is on the Java heap, which the kernel cannot read, the bytes are copied first.
 */
final class UringSend {
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
    private ByteBuffer @Nullable [] buffers;
    private int count;
    private @Nullable MemorySegment copy;
    private int copyBytes;

    UringSend(UringStream stream) {
        this.stream = stream;
    }

    boolean isInFlight() {
        return buffers != null;
    }

    void start(ByteBuffer[] newBuffers, int newCount) {
        if (buffers != null) {
            throw new IllegalStateException("a send is in flight");
        }
        int used = 0;
        boolean direct = true;
        for (int i = 0; i < newCount; i++) {
            if (newBuffers[i].hasRemaining()) {
                used++;
                direct &= newBuffers[i].isDirect();
            }
        }
        if (used == 0) {
            throw new IllegalArgumentException("nothing to send in " + newCount + " buffers");
        }
        buffers = newBuffers;
        count = newCount;
        if (!direct) {
            copyOut(newBuffers);
        }
        submit(newBuffers, used);
    }

    private void copyOut(ByteBuffer[] sources) {
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += sources[i].remaining();
        }
        MemorySegment block = stream.backend.sendMemory().take(total);
        ByteBuffer view = block.asByteBuffer();
        for (int i = 0; i < count && view.hasRemaining(); i++) {
            int bytes = Math.min(sources[i].remaining(), view.remaining());
            view.put(view.position(), sources[i], sources[i].position(), bytes);
            view.position(view.position() + bytes);
        }
        copy = block;
        copyBytes = view.position();
    }

    private void submit(ByteBuffer[] sources, int used) {
        MemorySegment copied = copy;
        if (copied != null) {
            submit(copied.address(), copyBytes);
        } else if (used == 1) {
            int i = 0;
            while (!sources[i].hasRemaining()) {
                i++;
            }
            submit(MemorySegment.ofBuffer(sources[i]).address(), sources[i].remaining());
        } else {
            submitVectors(sources);
        }
    }

    private void submit(long address, int bytes) {
        stream.submit(
                UringEndpoint.SEND,
                Abi.IORING_OP_SEND,
                0,
                address,
                bytes,
                Constants.MSG_NOSIGNAL,
                0);
    }

    private void submitVectors(ByteBuffer[] sources) {
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
        stream.submit(
                UringEndpoint.SEND,
                Abi.IORING_OP_SENDMSG,
                0,
                message.address(),
                1,
                Constants.MSG_NOSIGNAL,
                0);
    }

    void onCompletion(StreamEvents receiver, int result) {
        ByteBuffer[] sent = Objects.requireNonNull(buffers);
        int sentCount = count;
        finish();
        if (result == -Errno.EINTR || result == -Errno.EAGAIN) {
            start(sent, sentCount);
            return;
        }
        stream.backend.countEvent();
        if (result < 0) {
            Object remote = stream.remoteAddress();
            receiver.onFailure(Operation.SEND, UringEndpoint.failure(result, "send to", remote));
        } else {
            advance(sent, result);
            receiver.onSent(result);
        }
    }

    private static void advance(ByteBuffer[] sent, int bytes) {
        int left = bytes;
        for (int i = 0; left > 0; i++) {
            int part = Math.min(left, sent[i].remaining());
            sent[i].position(sent[i].position() + part);
            left -= part;
        }
    }

    /** Gives the memory of copied bytes back; the buffers are the caller's again. */
    void finish() {
        buffers = null;
        MemorySegment copied = copy;
        if (copied != null) {
            copy = null;
            stream.backend.sendMemory().giveBack(copied);
        }
    }
}
