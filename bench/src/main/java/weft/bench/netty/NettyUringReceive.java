package weft.bench.netty;

import io.netty.channel.unix.Buffer;

import org.jspecify.annotations.Nullable;

import weft.bench.netty.NettyUringOperation.Opcode;
import weft.linux.Constants;
import weft.linux.Errno;
import weft.spi.Backend;
import weft.spi.Operation;
import weft.spi.StreamEvents;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The receiving direction of a stream: at most one operation, started again after each completion.
 *
 * <p>A cancelled receive may still bring bytes, and completes later. Whoever stops and starts again
 * before that only changes what is wanted; the completion then decides whether to go on. A receive
 * into the caller's memory that is asked for meanwhile waits for that completion, too, and the
 * bytes it may bring are delivered first.
 */
final class NettyUringReceive {
    /** What the operation in flight does. */
    private enum Mode {
        INTO_BLOCK,
        INTO_TARGET,
        UNTIL_READABLE
    }

    private final NettyUringStream stream;
    private final NettyUringOperation operation;
    private Mode mode = Mode.INTO_BLOCK;
    private boolean wanted;
    private boolean wantsLarge;
    private NettyUringMemory.@Nullable Block block;
    private @Nullable ByteBuffer target;

    NettyUringReceive(NettyUringStream stream) {
        this.stream = stream;
        this.operation = new NettyUringOperation(stream, NettyUringEndpoint.RECEIVE);
    }

    NettyUringOperation operation() {
        return operation;
    }

    void start() {
        if (wanted) {
            return;
        }
        if (target != null) {
            throw new IllegalStateException("a receive into the caller's memory is in flight");
        }
        wanted = true;
        if (!operation.isInFlight()) {
            arm();
        }
    }

    void stop() {
        wanted = false;
        if (target == null) {
            operation.cancel();
        }
    }

    /** Cancels whatever there is; the stream closes. */
    void cancelForGood() {
        wanted = false;
        if (!operation.isInFlight()) {
            discard();
        }
        operation.cancel();
    }

    int into(ByteBuffer into) {
        if (wanted || target != null) {
            throw new IllegalStateException("a receive is in flight");
        }
        if (!into.hasRemaining() || into.isReadOnly()) {
            throw new IllegalArgumentException("nothing can be received into " + into);
        }
        target = into;
        if (!operation.isInFlight()) {
            receiveIntoTarget(into);
        }
        return Backend.PENDING;
    }

    private void arm() {
        if (memory().mayLend()) {
            receiveIntoBlock();
        } else {
            mode = Mode.UNTIL_READABLE;
            operation.start(Opcode.POLL_ADD, 0, 0, 0, Constants.POLLIN);
        }
    }

    private void receiveIntoBlock() {
        NettyUringMemory.Block fresh = memory().take(wantsLarge);
        block = fresh;
        mode = Mode.INTO_BLOCK;
        operation.start(Opcode.RECV, 0, fresh.address(), fresh.bytes(), 0);
    }

    private void receiveIntoTarget(ByteBuffer into) {
        mode = Mode.INTO_TARGET;
        if (into.isDirect()) {
            long address = Buffer.memoryAddress(into) + into.position();
            operation.start(Opcode.RECV, 0, address, into.remaining(), 0);
            return;
        }
        // The kernel cannot write to the Java heap.
        NettyUringMemory.Block fresh =
                memory().take(into.remaining() > NettyUringMemory.SMALL_BYTES);
        block = fresh;
        int bytes = Math.min(fresh.bytes(), into.remaining());
        operation.start(Opcode.RECV, 0, fresh.address(), bytes, 0);
    }

    void onCompletion(StreamEvents receiver, int result) {
        switch (mode) {
            case INTO_BLOCK -> onBlock(receiver, result);
            case INTO_TARGET -> onTarget(receiver, result);
            case UNTIL_READABLE -> onReadable(receiver, result);
        }
    }

    private void onTarget(StreamEvents receiver, int result) {
        ByteBuffer into = Objects.requireNonNull(target);
        NettyUringMemory.Block used = block;
        block = null;
        if (used != null) {
            if (result > 0) {
                into.put(used.memory().limit(result));
            }
            memory().giveBack(used);
        } else if (result > 0) {
            into.position(into.position() + result);
        }
        if (isPassing(result)) {
            receiveIntoTarget(into);
            return;
        }
        target = null;
        stream.countEvent();
        if (result < 0) {
            receiver.onFailure(Operation.RECEIVE, failure(result));
        } else {
            receiver.onReceivedInto(result == 0 ? Backend.END_OF_STREAM : result);
        }
    }

    /** Waiting for readiness has ended; an error is seen by the receive that follows. */
    private void onReadable(StreamEvents receiver, int result) {
        if (result < 0 && !isPassing(result)) {
            failed(receiver, result);
        } else if (wanted && result > 0) {
            receiveIntoBlock();
        } else {
            goOn();
        }
    }

    private void onBlock(StreamEvents receiver, int result) {
        NettyUringMemory.Block used = Objects.requireNonNull(block);
        block = null;
        if (result > 0) {
            wantsLarge = NettyUringMemory.suggestsLarge(used, result, wantsLarge);
            stream.countEvent();
            receiver.onReceived(memory().chunk(used, result));
            goOn();
            return;
        }
        memory().giveBack(used);
        if (result < 0 && !isPassing(result)) {
            failed(receiver, result);
        } else if (result == 0 && wanted) {
            wanted = false;
            stream.countEvent();
            receiver.onEndOfStream();
        } else {
            goOn(); // after the end, the next receive sees it again
        }
    }

    private void failed(StreamEvents receiver, int result) {
        wanted = false;
        stream.countEvent();
        receiver.onFailure(Operation.RECEIVE, failure(result));
        goOn();
    }

    private static boolean isPassing(int result) {
        return result == -Errno.ECANCELED || result == -Errno.EINTR || result == -Errno.EAGAIN;
    }

    /** Starts what is wanted next, unless the receiver has done so or has closed the stream. */
    private void goOn() {
        if (stream.isClosing() || operation.isInFlight()) {
            return;
        }
        ByteBuffer into = target;
        if (into != null) {
            receiveIntoTarget(into);
        } else if (wanted) {
            arm();
        }
    }

    /** Gives the memory back; the bytes, if any came, are nobody's. */
    void discard() {
        NettyUringMemory.Block used = block;
        block = null;
        target = null;
        if (used != null) {
            memory().giveBack(used);
        }
    }

    private NettyUringMemory memory() {
        return stream.backend.memory();
    }

    private IOException failure(int result) {
        return NettyUringEndpoint.failure(result, "receive from", stream.remoteAddress());
    }
}
