package weft.bench.netty;

import org.jspecify.annotations.Nullable;

import weft.bench.netty.NettyUringOperation.Opcode;
import weft.completion.BlockMemory.Block;
import weft.completion.CompletionSend;
import weft.linux.Constants;
import weft.linux.Errno;
import weft.linux.Structs;

import java.nio.ByteBuffer;

/**
 * The sending direction of a stream. What is gathered from several buffers needs memory for their
 * addresses, which is kept until the completion.
 */
final class NettyUringSend extends CompletionSend {
    private static final int VECTORS = (int) Structs.offset(Structs.MSGHDR, "msg_iov");
    private static final int VECTOR_COUNT = (int) Structs.offset(Structs.MSGHDR, "msg_iovlen");
    private static final int HEADER_BYTES = (int) Structs.MSGHDR.byteSize();
    private static final int VECTOR_BYTES = (int) Structs.IOVEC.byteSize();

    /** As many buffers as the engine gathers; what is beyond is sent later. */
    private static final int MAXIMUM_VECTORS = 64;

    private final NettyUringStream stream;
    private final NettyUringOperation operation;
    private @Nullable Block block;

    NettyUringSend(NettyUringStream stream) {
        super(stream, stream.backend.sendMemory());
        this.stream = stream;
        this.operation = new NettyUringOperation(stream, NettyUringEndpoint.SEND);
    }

    NettyUringOperation operation() {
        return operation;
    }

    void start(ByteBuffer[] buffers, int count) {
        begin(buffers, count);
        submit();
    }

    private void submit() {
        ByteBuffer only = only();
        if (only != null) {
            long address = NettyUringBackend.address(only);
            operation.start(Opcode.SEND, 0, address, only.remaining(), Constants.MSG_NOSIGNAL);
        } else {
            sendVectors(buffers(), count());
        }
    }

    private void sendVectors(ByteBuffer[] sources, int count) {
        Block message = stream.backend.memory().take(false);
        block = message;
        ByteBuffer memory = message.memory();
        int vectors = 0;
        for (int i = 0; i < count && vectors < MAXIMUM_VECTORS; i++) {
            ByteBuffer source = sources[i];
            if (source.hasRemaining()) {
                int at = HEADER_BYTES + vectors * VECTOR_BYTES;
                memory.putLong(at, NettyUringBackend.address(source));
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

    void onCompletion(int result) {
        forgetVectors();
        if (result >= 0) {
            succeeded(result);
        } else if (result == -Errno.EINTR || result == -Errno.EAGAIN) {
            submit();
        } else {
            failed(NettyUringEndpoint.failure(result, "send to", stream.remoteAddress()));
        }
    }

    /** Takes the memory back; nobody is told. */
    void discard() {
        forgetVectors();
        finish();
    }

    private void forgetVectors() {
        Block used = block;
        if (used != null) {
            block = null;
            stream.backend.memory().giveBack(used);
        }
    }
}
