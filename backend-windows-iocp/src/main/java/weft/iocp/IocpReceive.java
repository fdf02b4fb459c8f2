package weft.iocp;

import weft.completion.CompletionReceive;

import java.io.IOException;

/**
 * The receiving direction of a stream: WSARecv. One of zero bytes is over when there is something
 * to read.
 */
final class IocpReceive extends CompletionReceive {
    private final IocpStream stream;
    private final IocpOperation operation;

    IocpReceive(IocpStream stream, IocpOperation operation) {
        super(stream, stream.backend.receiveMemory());
        this.stream = stream;
        this.operation = operation;
    }

    IocpOperation operation() {
        return operation;
    }

    @Override
    protected int receive(long address, int bytes) {
        long buffers = stream.backend.buffers(0, address, bytes);
        int result =
                stream.backend.calls().wsaRecv(stream.socket(), buffers, 1, operation.overlapped());
        if (stream.isOver(result)) {
            return result;
        }
        stream.expectPacket(operation);
        return IN_FLIGHT;
    }

    @Override
    protected int awaitReadable() {
        return receive(0, 0);
    }

    @Override
    protected void completeLater(int result) {
        stream.deliverLater(operation, result);
    }

    @Override
    protected boolean isInFlight() {
        return operation.isInFlight();
    }

    @Override
    protected void cancel() {
        stream.cancel(operation);
    }

    @Override
    protected boolean isPassing(int result) {
        return WindowsError.isCancelled(-result);
    }

    @Override
    protected IOException failure(int result) {
        return IocpEndpoint.failure(result, "receive from", stream.remoteAddress());
    }
}
