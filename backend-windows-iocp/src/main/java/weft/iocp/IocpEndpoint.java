package weft.iocp;

import org.jspecify.annotations.Nullable;

import weft.completion.CompletionEndpoint;
import weft.spi.EndpointEvents;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.List;

/**
 * What every endpoint shares: a socket that is tied to the port, and operations on it.
 *
 * <p>Windows writes to the OVERLAPPED and to the buffers of an operation until its packet has come,
 * also after a cancellation and even after closesocket. A cancellation that finds nothing is no
 * error: the packet is on its way already.
 *
 * <p>The socket of an accepted connection may go back to its listener instead of being closed, see
 * {@link SocketRecycler}; it takes its key along, and for the endpoint nothing is different.
 *
 * <p>SO_REUSEADDR is remembered and read back, but not passed on. Windows lets a port be bound
 * again while old connections linger without it, which is what Unix has it for; with it, two
 * sockets share a port. {@code java.nio} does the same.
 */
abstract class IocpEndpoint<E extends EndpointEvents> extends CompletionEndpoint<E> {
    final IocpBackend backend;
    final int family;
    private final long socket;
    private final IocpOperation last = new IocpOperation(this, CLOSE, MemorySegment.NULL);
    private final boolean skipsPackets;
    private boolean socketClosed;
    private boolean hasOwnOptions;
    private boolean hasNoDelay;
    private boolean reusesAddress;
    private boolean lingers;

    /**
     * Takes a socket over; closes it if it cannot be tied to the port.
     *
     * @throws IOException if Windows refuses
     */
    IocpEndpoint(IocpBackend backend, long socket, int family) throws IOException {
        super(backend, new IocpDescriptor(socket));
        this.backend = backend;
        this.family = family;
        this.socket = socket;
        int result = backend.calls().associate(socket, backend.port().handle(), key(CLOSE));
        if (result < 0) {
            forget();
            backend.calls().closesocket(socket);
            throw WindowsError.exception(-result, "use with a completion port", descriptor());
        }
        skipsPackets = backend.skipPackets(socket);
    }

    /** Goes on with a socket that is tied to the port already, under its old key. */
    IocpEndpoint(IocpBackend backend, SpentSocket spent, int family) {
        super(backend, new IocpDescriptor(spent.socket()), spent.key());
        this.backend = backend;
        this.family = family;
        this.socket = spent.socket();
        skipsPackets = true; // others are not recycled
    }

    final long socket() {
        return socket;
    }

    /** Returns the operation of an OVERLAPPED, or null. */
    abstract @Nullable IocpOperation find(long overlapped);

    /**
     * Leaves the socket to somebody else instead of closing it; tells whether that was possible.
     */
    boolean handOver() {
        return false;
    }

    /**
     * Ends the connection so that the socket may serve another one.
     *
     * @return the socket, with the memory of the operations, or null if it has to be closed
     */
    final @Nullable SpentSocket disconnect(List<MemorySegment> operations) {
        if (!skipsPackets || hasOwnOptions) {
            return null; // an option that was set would still be set for the next connection
        }
        SpentSocket spent =
                backend.recycler().disconnect(socket, key(CLOSE), hasNoDelay, operations);
        if (spent != null) {
            parkKey();
        }
        return spent;
    }

    /** Tells whether TCP_NODELAY was set on this socket. */
    final boolean hasNoDelay() {
        return hasNoDelay;
    }

    /** Gives the operations' memory back; nothing is in flight any more. */
    abstract void freeOperations();

    /** Makes an operation with memory of its own. */
    final IocpOperation newOperation(int kind) {
        return new IocpOperation(this, kind, backend.operationMemory().take());
    }

    /** Tells whether a call that was over at once leaves no packet behind. */
    final boolean isOver(int result) {
        return result >= 0 ? skipsPackets : result != -WindowsError.ERROR_IO_PENDING;
    }

    /** Counts an operation whose packet will come. */
    final void expectPacket(IocpOperation operation) {
        operation.setInFlight(true);
        started();
    }

    /** Has the outcome of a call that was over at once delivered by the next poll. */
    final void deliverLater(IocpOperation operation, int result) {
        operation.setResult(result);
        expectPacket(operation);
        backend.deliverLater(operation);
    }

    /** Takes note of a call whose outcome is to come in a poll in any case. */
    final void submitted(IocpOperation operation, int result) {
        if (isOver(result)) {
            deliverLater(operation, result);
        } else {
            expectPacket(operation);
        }
    }

    /** Asks for an operation to be cancelled; it ends in any case, cancelled or not. */
    final void cancel(IocpOperation operation) {
        if (operation.isInFlight()) {
            backend.calls().cancelIoEx(socket(), operation.memory().address());
        }
    }

    /**
     * Handles the end of an operation: the entry point for the backend.
     *
     * @param result bytes, or a negated error code
     */
    final void complete(IocpOperation operation, int result) {
        operation.setInFlight(false);
        complete(operation.kind(), result, 0, true);
    }

    @Override
    protected final void giveUp() {
        if (handOver()) {
            socketClosed = true;
        } else {
            freeOperations();
            closeSocket();
        }
        deliverLater(last, 0);
    }

    private void closeSocket() {
        socketClosed = true;
        if (lingers) {
            // With a time to linger closesocket blocks; without one the system goes on sending.
            backend.options().setLinger(socket(), -1);
        }
        backend.calls().closesocket(socket());
    }

    @Override
    protected final void release() {
        if (!socketClosed) {
            closeSocket();
            freeOperations();
        }
    }

    @Override
    public final @Nullable SocketAddress localAddress() {
        return isClosing() ? null : backend.addresses().local(socket());
    }

    @Override
    public final <T> void setOption(SocketOption<T> option, T value) throws IOException {
        requireOpen();
        if (option.equals(StandardSocketOptions.SO_REUSEADDR)) {
            reusesAddress = (Boolean) value;
            return;
        }
        backend.options().set(socket(), option, value);
        // The loop sets it on every connection, and it is easily taken back.
        hasNoDelay |= option.equals(StandardSocketOptions.TCP_NODELAY);
        hasOwnOptions |= !option.equals(StandardSocketOptions.TCP_NODELAY);
        if (option.equals(StandardSocketOptions.SO_LINGER)) {
            lingers = (Integer) value > 0;
        }
    }

    @Override
    public final <T> T getOption(SocketOption<T> option) throws IOException {
        requireOpen();
        if (option.equals(StandardSocketOptions.SO_REUSEADDR)) {
            return option.type().cast(reusesAddress);
        }
        return backend.options().get(socket(), option);
    }

    /** Builds the exception for a failed operation on this endpoint. */
    static IOException failure(int result, String operation, @Nullable Object address) {
        return WindowsError.exception(-result, operation, address);
    }
}
