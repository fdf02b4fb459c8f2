package weft.iocp;

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
