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
 * The receiving direction of a stream: at most one WSARecv, issued again after each packet.
 *
 * <p>A cancelled receive may still bring bytes, and its packet comes later. Whoever stops and
 * starts again before that only changes what is wanted; the packet then decides whether to receive
 * again. A receive into the caller's memory that is asked for meanwhile waits for that packet, too,
 * and the bytes it may bring are delivered first.
 *
 * <pre>
 *            WSARecv                  CancelIoEx (stop)
 *   idle  ------------>  armed  -------------------------->  cancelling
 *    ^        packet, wanted: |  \-- armed again                 |
 *    |------------------------+--------------- packet -----------|
 * </pre>
 *
 * <p>A receive is armed with a block of memory, with none (zero bytes: the packet says that there
 * is something to read, see {@link ReceiveMemory}), or with the caller's memory.
 */
final class IocpReceive {
    private final IocpStream stream;
    private final IocpOperation operation;
    private boolean wanted;
    private boolean cancelling;
    private boolean wantsLarge;
    private boolean ended;

    /** What the receive in flight writes to; null if it is one of zero bytes, or the caller's. */
    private ReceiveMemory.@Nullable Block block;

    private boolean intoTarget;
    private @Nullable ByteBuffer target;

    IocpReceive(IocpStream stream, IocpOperation operation) {
        this.stream = stream;
        this.operation = operation;
    }

    IocpOperation operation() {
        return operation;
    }

    /** Tells whether the peer has ended its side, and all of it was received. */
    boolean hasEnded() {
        return ended;
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
        if (target == null && !cancelling && operation.isInFlight()) {
            cancelling = true;
            stream.cancel(operation);
        }
    }

    /** Cancels whatever there is; the stream closes. */
    void cancelForGood() {
        wanted = false;
        stream.cancel(operation);
        if (!operation.isInFlight()) {
            discard();
        }
    }

    int into(ByteBuffer into) throws IOException {
        if (wanted || target != null) {
            throw new IllegalStateException("a receive is in flight");
        }
        if (!into.hasRemaining() || into.isReadOnly()) {
            throw new IllegalArgumentException("nothing can be received into " + into);
        }
        target = into;
        if (operation.isInFlight()) {
            return Backend.PENDING; // its packet goes on with this one
        }
        int result = receiveIntoTarget();
        if (!stream.isOver(result)) {
            stream.expectPacket(operation);
            return Backend.PENDING;
        }
        int bytes = takeTarget(result);
        if (result < 0) {
            throw failure(result);
        }
        return bytes;
    }

    /** Receives, and has what comes at once delivered by the next poll. */
    private void arm() {
        if (!memory().mayLend()) {
            int result = receive(0, 0);
            if (!stream.isOver(result) || result < 0) {
                stream.submitted(operation, result);
                return;
            }
        }
        stream.submitted(operation, receiveIntoBlock());
    }

    private int receiveIntoBlock() {
        ReceiveMemory.Block newBlock = memory().take(wantsLarge);
        block = newBlock;
        return receive(newBlock.address(), newBlock.bytes());
    }

    private int receiveIntoTarget() {
        ByteBuffer into = Objects.requireNonNull(target);
        intoTarget = true;
        if (into.isDirect()) {
            return receive(MemorySegment.ofBuffer(into).address(), into.remaining());
        }
        // Windows cannot write to the Java heap.
        ReceiveMemory.Block newBlock = memory().take(into.remaining() > memory().smallBytes());
        block = newBlock;
        return receive(newBlock.address(), Math.min(newBlock.bytes(), into.remaining()));
    }

    private int receive(long address, int bytes) {
        long buffers = stream.backend.buffers(0, address, bytes);
        return stream.backend.calls().wsaRecv(stream.socket(), buffers, 1, operation.overlapped());
    }

    void onCompletion(StreamEvents receiver, int result) {
        cancelling = false;
        if (intoTarget) {
            onTarget(receiver, result);
        } else if (block != null) {
            onBlock(receiver, result);
        } else {
            onReadable(receiver, result);
        }
    }

    private void onTarget(StreamEvents receiver, int result) {
        int bytes = takeTarget(result);
        stream.countEvent();
        if (result < 0) {
            receiver.onFailure(Operation.RECEIVE, failure(result));
        } else {
            receiver.onReceivedInto(bytes);
        }
    }

    /** Ends a receive into the caller's memory, and says what it brought. */
    private int takeTarget(int result) {
        ByteBuffer into = Objects.requireNonNull(target);
        ReceiveMemory.Block used = block;
        intoTarget = false;
        target = null;
        block = null;
        if (used != null) {
            if (result > 0) {
                used.copyTo(into, result);
            }
            memory().giveBack(used);
        } else if (result > 0) {
            into.position(into.position() + result);
        }
        ended |= result == 0;
        return result == 0 ? Backend.END_OF_STREAM : result;
    }

    /** A receive of zero bytes has ended. */
    private void onReadable(StreamEvents receiver, int result) {
        if (result < 0) {
            failed(receiver, result);
        } else if (wanted) {
            int now = receiveIntoBlock();
            if (stream.isOver(now)) {
                onBlock(receiver, now);
            } else {
                stream.expectPacket(operation);
            }
        } else {
            goOn();
        }
    }

    private void onBlock(StreamEvents receiver, int result) {
        ReceiveMemory.Block used = Objects.requireNonNull(block);
        block = null;
        if (result > 0) {
            wantsLarge = ReceiveMemory.suggestsLarge(used, result, wantsLarge);
            stream.countEvent();
            receiver.onReceived(memory().chunk(used, result));
            goOn();
            return;
        }
        memory().giveBack(used);
        ended |= result == 0;
        if (result < 0) {
            failed(receiver, result);
        } else if (wanted) {
            wanted = false;
            stream.countEvent();
            receiver.onEndOfStream();
        } else {
            goOn(); // the next receive sees the end again
        }
    }

    private void failed(StreamEvents receiver, int result) {
        if (WindowsError.isCancelled(-result)) {
            goOn();
            return;
        }
        wanted = false;
        stream.countEvent();
        receiver.onFailure(Operation.RECEIVE, failure(result));
        goOn();
    }

    /** Starts what is wanted next, unless the receiver has done so or has closed the stream. */
    private void goOn() {
        if (stream.isClosing() || operation.isInFlight()) {
            return;
        }
        if (target != null) {
            int result = receiveIntoTarget();
            stream.submitted(operation, result);
        } else if (wanted) {
            arm();
        }
    }

    /** Gives the memory back; the bytes, if any came, are nobody's. */
    void discard() {
        ReceiveMemory.Block used = block;
        block = null;
        target = null;
        intoTarget = false;
        if (used != null) {
            memory().giveBack(used);
        }
    }

    private ReceiveMemory memory() {
        return stream.backend.receiveMemory();
    }

    private IOException failure(int result) {
        return IocpEndpoint.failure(result, "receive from", stream.remoteAddress());
    }
}
