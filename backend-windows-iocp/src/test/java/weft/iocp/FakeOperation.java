package weft.iocp;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** An overlapped operation that {@link FakeWindows} has not ended yet. */
final class FakeOperation {
    /** The functions that start operations. */
    enum Call {
        RECEIVE,
        SEND,
        ACCEPT,
        CONNECT,
        DISCONNECT
    }

    /** A piece of the caller's memory. */
    record Piece(long address, int bytes) {}

    final Call call;
    final FakeSocket socket;
    final long overlapped;
    final List<Piece> pieces;
    final long accepted;
    final byte[] remote;
    boolean cancelled;

    /** Whether the low bit of the event keeps the packet from the port. */
    boolean quiet;

    private FakeOperation(
            Call call,
            FakeSocket socket,
            long overlapped,
            List<Piece> pieces,
            long accepted,
            byte[] remote) {
        this.call = call;
        this.socket = socket;
        this.overlapped = overlapped;
        this.pieces = pieces;
        this.accepted = accepted;
        this.remote = remote;
    }

    /** Tells whether nothing is left of an earlier use; who looks for the end says "pending". */
    boolean isClean(MemorySegment block) {
        long status = quiet ? Abi.STATUS_PENDING : 0;
        return block.get(JAVA_LONG, 0) == status && block.get(JAVA_SHORT, 16) == 0;
    }

    static FakeOperation transfer(
            Call call, FakeSocket socket, long overlapped, List<Piece> pieces) {
        return new FakeOperation(call, socket, overlapped, pieces, 0, new byte[0]);
    }

    static FakeOperation accept(FakeSocket socket, long overlapped, long accepted) {
        return new FakeOperation(Call.ACCEPT, socket, overlapped, List.of(), accepted, new byte[0]);
    }

    static FakeOperation disconnect(FakeSocket socket, long overlapped) {
        return transfer(Call.DISCONNECT, socket, overlapped, List.of());
    }

    static FakeOperation connect(FakeSocket socket, long overlapped, byte[] remote) {
        return new FakeOperation(Call.CONNECT, socket, overlapped, List.of(), 0, remote);
    }
}
