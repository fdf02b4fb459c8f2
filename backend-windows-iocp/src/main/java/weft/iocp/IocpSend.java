package weft.iocp;

import weft.completion.CompletionSend;
import weft.spi.Backend;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** The sending direction of a stream: at most one WSASend. */
final class IocpSend extends CompletionSend {
    /** Windows locks what it sends in memory; what is beyond is sent later. */
    private static final long MAXIMUM_BYTES = 1 << 20;

    private final IocpStream stream;
    private final IocpOperation operation;

    IocpSend(IocpStream stream, IocpOperation operation) {
        super(stream, stream.backend.sendMemory());
        this.stream = stream;
        this.operation = operation;
    }

    IocpOperation operation() {
        return operation;
    }

    int start(ByteBuffer[] newBuffers, int newCount) throws IOException {
        begin(newBuffers, newCount);
        stream.noteOutput();
        ByteBuffer only = only();
        int vectors = 1;
        if (only != null) {
            gather(0, only, MAXIMUM_BYTES);
        } else {
            vectors = gatherAll(buffers(), count());
        }
        IocpBackend backend = stream.backend;
        int result =
                backend.calls()
                        .wsaSend(
                                stream.socket(),
                                backend.buffers(),
                                vectors,
                                operation.overlapped());
        if (!stream.isOver(result)) {
            stream.expectPacket(operation);
            return Backend.PENDING;
        }
        if (result < 0) {
            finish();
            throw failure(result);
        }
        end(result);
        return result;
    }

    private int gatherAll(ByteBuffer[] sources, int count) {
        int vectors = 0;
        long total = 0;
        for (int i = 0;
                i < count && vectors < IocpBackend.MAXIMUM_BUFFERS && total < MAXIMUM_BYTES;
                i++) {
            if (sources[i].hasRemaining()) {
                total += gather(vectors++, sources[i], MAXIMUM_BYTES - total);
            }
        }
        return vectors;
    }

    private int gather(int vector, ByteBuffer source, long maximumBytes) {
        int bytes = (int) Math.min(source.remaining(), maximumBytes);
        stream.backend.buffers(vector, MemorySegment.ofBuffer(source).address(), bytes);
        return bytes;
    }

    void onCompletion(int result) {
        stream.noteOutput();
        if (result < 0) {
            failed(failure(result));
        } else {
            succeeded(result);
        }
    }

    private IOException failure(int result) {
        return IocpEndpoint.failure(result, "send to", stream.remoteAddress());
    }
}
