package weft.iocp;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends connections with DisconnectEx, so that their sockets can serve the next AcceptEx. That
 * spares making a socket, tying it to the port, setting its modes, and closing it.
 *
 * <p>Facts, and what follows from them:
 *
 * <ul>
 *   <li>DisconnectEx tells the peer at once, as closesocket does, and with TF_REUSE_SOCKET it is
 *       over when the connection is. For the side that ended first that is after TIME_WAIT, minutes
 *       later. So only connections that the peer ended first are ended this way.
 *   <li>Nothing says what becomes of bytes on their way if a socket is closed under a DisconnectEx.
 *       So it is used only if nothing was sent after the peer's end, whose FIN acknowledged all
 *       that had reached it; it is never cancelled, and the socket stays open until it is over,
 *       unless the whole backend closes before that.
 *   <li>Together with skipped packets Wine says "pending" and queues none. So none is asked for:
 *       the low bit of {@code hEvent} keeps it from the port, and {@code Internal} says when it is
 *       over. Nobody waits for that: it is looked at when a listener wants a socket.
 *   <li>Wine 8 only shuts the socket down: AcceptEx takes it and the connection cannot send. So the
 *       first socket is asked whether it is unconnected; if not, all are closed as ever.
 * </ul>
 */
final class SocketRecycler {
    private static final long STATUS = Abi.offset(Abi.OVERLAPPED, "Internal");
    private static final long EVENT = Abi.offset(Abi.OVERLAPPED, "hEvent");

    /** In {@code hEvent}: no packet for the port. */
    private static final long NO_PACKET = 1;

    private final IocpBackend backend;

    /** Sockets that no listener wants any more, and whose DisconnectEx is not over. */
    private final List<SpentSocket> retired = new ArrayList<>();

    /** Signalled whenever a DisconnectEx is over, to nobody; 0 until it is needed. */
    private long event;

    private boolean proven;
    private boolean absent;
    private long disconnects;
    private long reuses;

    SocketRecycler(IocpBackend backend) {
        this.backend = backend;
    }

    /**
     * Starts ending a connection; the caller parks its key then.
     *
     * @param operations the blocks of the connection's operations, none of which is in flight
     * @return the socket, or null if the caller has to close it and to free the blocks
     */
    @Nullable SpentSocket disconnect(
            long socket, long key, boolean noDelay, List<MemorySegment> operations) {
        if (absent || !hasEvent()) {
            return null;
        }
        MemorySegment block = backend.operationMemory().take();
        block.asSlice(0, Abi.OVERLAPPED_BYTES).fill((byte) 0);
        block.set(JAVA_LONG, EVENT, event | NO_PACKET);
        block.set(JAVA_LONG, STATUS, Abi.STATUS_PENDING); // Winsock sets it, too: better too early
        disconnects++;
        int result = backend.calls().disconnectEx(socket, block.address(), Abi.TF_REUSE_SOCKET);
        SpentSocket spent = new SpentSocket(socket, key, noDelay, block, operations);
        boolean started = result >= 0 || result == -WindowsError.ERROR_IO_PENDING;
        if (!started || (spent.isOver() && !isFree(spent))) {
            // Not connected any more, or not supported: closing it does for all of them.
            backend.operationMemory().giveBack(block);
            return null;
        }
        return spent;
    }

    private boolean hasEvent() {
        if (event == 0) {
            long made = backend.calls().createEvent();
            absent = made < 0; // out of handles, perhaps: this is no time to hoard sockets
            event = Math.max(made, 0);
        }
        return !absent;
    }

    /** Tells whether a socket whose DisconnectEx is over can serve another connection. */
    boolean isFree(SpentSocket spent) {
        if (!spent.isOverWell()) {
            return false;
        }
        if (!proven) {
            proven = backend.options().isUnconnected(spent.socket());
            absent = !proven;
        }
        return proven;
    }

    /** Takes note that AcceptEx does not take such sockets. */
    void refused() {
        absent = true;
    }

    /** Takes note that a socket serves its next connection, whose operations have memory. */
    void reused(SpentSocket spent) {
        reuses++;
        spent.free(backend.operationMemory());
    }

    /** Closes a socket, now or when its DisconnectEx is over. */
    void close(SpentSocket spent) {
        if (!spent.isOver()) {
            retired.add(spent);
            return;
        }
        backend.calls().closesocket(spent.socket());
        backend.freeKey(spent.key());
        spent.free(backend.operationMemory());
    }

    /** Closes what could not be closed before. */
    void sweep() {
        if (!retired.isEmpty()) {
            List<SpentSocket> present = List.copyOf(retired);
            retired.clear();
            present.forEach(this::close);
        }
    }

    /** Returns how many sockets wait to be closed. */
    int retired() {
        return retired.size();
    }

    /** Closes everything at the end of the backend, over or not; keeps memory in use. */
    void closeAll() {
        sweep();
        retired.forEach(each -> backend.calls().closesocket(each.socket()));
        if (event != 0) {
            backend.calls().closeHandle(event);
        }
    }

    /** Returns how often DisconnectEx was called. */
    long disconnects() {
        return disconnects;
    }

    /** Returns how many connections were accepted with a socket that had served another. */
    long reuses() {
        return reuses;
    }

    /** Tells whether sockets turned out not to be reusable here. */
    boolean isAbsent() {
        return absent;
    }
}
