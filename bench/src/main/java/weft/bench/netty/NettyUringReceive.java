package weft.bench.netty;

import weft.bench.netty.NettyUringOperation.Opcode;
import weft.completion.CompletionReceive;
import weft.linux.Constants;
import weft.linux.Errno;

import java.io.IOException;

/**
 * The receiving direction of a stream.
 *
 * <p>Netty's handler can register rings of buffers, but only Netty's own channels can take buffers
 * out of them: the calls are not public. So each receive brings its own block.
 */
final class NettyUringReceive extends CompletionReceive {
    private final NettyUringStream stream;
    private final NettyUringOperation operation;

    NettyUringReceive(NettyUringStream stream) {
        super(stream, stream.backend.memory());
        this.stream = stream;
        this.operation = new NettyUringOperation(stream, NettyUringEndpoint.RECEIVE);
    }

    NettyUringOperation operation() {
        return operation;
    }

    @Override
    protected int receive(long address, int bytes) {
        operation.start(Opcode.RECV, 0, address, bytes, 0);
        return IN_FLIGHT;
    }

    @Override
    protected int awaitReadable() {
        operation.start(Opcode.POLL_ADD, 0, 0, 0, Constants.POLLIN);
        return IN_FLIGHT;
    }

    @Override
    protected void completeLater(int result) {
        throw new IllegalStateException("nothing is over before the ring says so");
    }

    @Override
    protected boolean isInFlight() {
        return operation.isInFlight();
    }

    @Override
    protected void cancel() {
        operation.cancel();
    }

    @Override
    protected boolean isPassing(int result) {
        return result == -Errno.ECANCELED || result == -Errno.EINTR || result == -Errno.EAGAIN;
    }

    @Override
    protected IOException failure(int result) {
        return NettyUringEndpoint.failure(result, "receive from", stream.remoteAddress());
    }
}
