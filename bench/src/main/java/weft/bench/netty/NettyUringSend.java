package weft.bench.netty;

import io.netty.channel.unix.Buffer;

import org.jspecify.annotations.Nullable;

import weft.bench.netty.NettyUringOperation.Opcode;
import weft.linux.Constants;
import weft.linux.Errno;
import weft.linux.Structs;
import weft.spi.Operation;
import weft.spi.StreamEvents;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The one send a stream may have in flight. Direct buffers are sent from where they are; if one of
 * them is on the Java heap, which the kernel cannot read, the bytes are copied first. Memory of the
 * backend's is needed for copies and for vectors, and kept until the completion.
 */
final class NettyUringSend {
    private static final int VECTORS = (int) Structs.offset(Structs.MSGHDR, "msg_iov");
    private static final int VECTOR_COUNT = (int) Structs.offset(Structs.MSGHDR, "msg_iovlen");
    private static final int HEADER_BYTES = (int) Structs.MSGHDR.byteSize();
    private static final int VECTOR_BYTES = (int) Structs.IOVEC.byteSize();

    /** As many buffers as the engine gathers; what is beyond is sent later. */
    private static final int MAXIMUM_VECTORS = 64;

    private final NettyUringStream stream;
    private final NettyUringOperation operation;
    private ByteBuffer @Nullable [] buffers;
    private int count;
    private NettyUringMemory.@Nullable Block block;

    NettyUringSend(NettyUringStream stream) {
        this.stream = stream;
        this.operation = new NettyUringOperation(stream, NettyUringEndpoint.SEND);
    }

    NettyUringOperation operation() {
        return operation;
    }

    boolean isInFlight() {
        return buffers != null;
    }

    void start(ByteBuffer[] newBuffers, int newCount) {
        if (buffers != null) {
            throw new IllegalStateException("a send is in flight");
        }
        int used = 0;
        int first = 0;
        boolean direct = true;
        for (int i = newCount - 1; i >= 0; i--) {
            if (newBuffers[i].hasRemaining()) {
                used++;
                first = i;
                direct &= newBuffers[i].isDirect();
            }
        }
        if (used == 0) {
            throw new IllegalArgumentException("nothing to send in " + newCount + " buffers");
        }
        buffers = newBuffers;
        count = newCount;
        if (!direct) {
            sendCopy(newBuffers);
        } else if (used == 1) {
            ByteBuffer only = newBuffers[first];
            send(Buffer.memoryAddress(only) + only.position(), only.remaining());
        } else {
            sendVectors(newBuffers);
        }
    }

    private void sendCopy(ByteBuffer[] sources) {
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += sources[i].remaining();
        }
        NettyUringMemory.Block copy =
                stream.backend.memory().take(total > NettyUringMemory.SMALL_BYTES);
        block = copy;
        ByteBuffer memory = copy.memory();
        for (int i = 0; i < count && memory.hasRemaining(); i++) {
            int bytes = Math.min(sources[i].remaining(), memory.remaining());
            memory.put(memory.position(), sources[i], sources[i].position(), bytes);
            memory.position(memory.position() + bytes);
        }
        send(copy.address(), memory.position());
    }

    private void send(long address, int bytes) {
        operation.start(Opcode.SEND, 0, address, bytes, Constants.MSG_NOSIGNAL);
    }

    private void sendVectors(ByteBuffer[] sources) {
        NettyUringMemory.Block message = stream.backend.memory().take(false);
        block = message;
        ByteBuffer memory = message.memory();
        int vectors = 0;
        for (int i = 0; i < count && vectors < MAXIMUM_VECTORS; i++) {
            ByteBuffer source = sources[i];
            if (source.hasRemaining()) {
                int at = HEADER_BYTES + vectors * VECTOR_BYTES;
                memory.putLong(at, Buffer.memoryAddress(source) + source.position());
                memory.putLong(at + Long.BYTES, source.remaining());
                vectors++;
            }
        }
        for (int at = 0; at < HEADER_BYTES; at += Long.BYTES) {
            memory.putLong(at, 0);
        }
        memory.putLong(VECTORS, message.address() + HEADER_BYTES);
        memory.putLong(VECTOR_COUNT, vectors);
        operation.start(Opcode.SENDMSG, 0, message.address(), 1, Constants.MSG_NOSIGNAL);
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
            receiver.onFailure(
                    Operation.SEND, NettyUringEndpoint.failure(result, "send to", remote));
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

    /** Gives the memory back; the buffers are the caller's again. */
    void finish() {
        buffers = null;
        NettyUringMemory.Block used = block;
        if (used != null) {
            block = null;
            stream.backend.memory().giveBack(used);
        }
    }
}
