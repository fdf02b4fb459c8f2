package weft.iocp;

import org.jspecify.annotations.Nullable;

import weft.spi.Backend;
import weft.spi.Operation;
import weft.spi.StreamEvents;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The sending direction of a stream: at most one WSASend. Direct buffers are sent from where they
 * are; if one of them is on the Java heap, which Windows cannot read, the bytes are copied first.
 */
final class IocpSend {
    /** Windows locks what it sends in memory; what is beyond is sent later. */
    private static final long MAXIMUM_BYTES = 1 << 20;

    private final IocpStream stream;
    private final IocpOperation operation;
    private ByteBuffer @Nullable [] buffers;
    private @Nullable MemorySegment copy;

    IocpSend(IocpStream stream, IocpOperation operation) {
        this.stream = stream;
        this.operation = operation;
    }

    IocpOperation operation() {
        return operation;
    }

    boolean isInFlight() {
        return buffers != null;
    }

    int start(ByteBuffer[] newBuffers, int count) throws IOException {
        if (buffers != null) {
            throw new IllegalStateException("a send is in flight");
        }
        boolean direct = true;
        boolean some = false;
        for (int i = 0; i < count; i++) {
            if (newBuffers[i].hasRemaining()) {
                some = true;
                direct &= newBuffers[i].isDirect();
            }
        }
        if (!some) {
            throw new IllegalArgumentException("nothing to send in " + count + " buffers");
        }
        stream.noteOutput();
        buffers = newBuffers;
        int vectors = direct ? gather(newBuffers, count) : copyOut(newBuffers, count);
        int result =
                stream.backend
                        .calls()
                        .wsaSend(
                                stream.socket(),
                                stream.backend.buffers(),
                                vectors,
                                operation.overlapped());
        if (!stream.isOver(result)) {
            stream.expectPacket(operation);
            return Backend.PENDING;
        }
        finish();
        if (result < 0) {
            throw failure(result);
        }
        advance(newBuffers, result);
        return result;
    }

    private int gather(ByteBuffer[] sources, int count) {
        int vectors = 0;
        long total = 0;
        for (int i = 0;
                i < count && vectors < IocpBackend.MAXIMUM_BUFFERS && total < MAXIMUM_BYTES;
                i++) {
            if (sources[i].hasRemaining()) {
                int bytes = (int) Math.min(sources[i].remaining(), MAXIMUM_BYTES - total);
                long address = MemorySegment.ofBuffer(sources[i]).address();
                stream.backend.buffers(vectors++, address, bytes);
                total += bytes;
            }
        }
        return vectors;
    }

    private int copyOut(ByteBuffer[] sources, int count) {
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
        stream.backend.buffers(0, block.address(), view.position());
        return 1;
    }

    void onCompletion(StreamEvents receiver, int result) {
        ByteBuffer[] sent = Objects.requireNonNull(buffers);
        stream.noteOutput();
        finish();
        stream.backend.countEvent();
        if (result < 0) {
            receiver.onFailure(Operation.SEND, failure(result));
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

    private IOException failure(int result) {
        return IocpEndpoint.failure(result, "send to", stream.remoteAddress());
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
