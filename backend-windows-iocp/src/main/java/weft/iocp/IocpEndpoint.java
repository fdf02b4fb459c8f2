package weft.iocp;

import org.jspecify.annotations.Nullable;

import weft.spi.Descriptor;
import weft.spi.Endpoint;
import weft.spi.EndpointEvents;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.Objects;

/**
 * What every endpoint shares: a socket, a slot, operations in flight, and closing.
 *
 * <p>Closing is a countdown. Windows writes to the OVERLAPPED and to the buffers of an operation
 * until its packet has come, also after a cancellation and even after closesocket. So close asks
 * for everything to be cancelled, waits until the last packet has come, closes the socket and
 * delivers {@code onClosed} in the next poll; only then the slot and the memory are used again. A
 * cancellation that finds nothing is no error: the packet is on its way already.
 *
 * <pre>
 *   open --close()--> cancelling --last packet--> socket closed --next poll--> closed
 * </pre>
 *
 * <p>The socket of an accepted connection may go back to its listener instead of being closed, see
 * {@link SocketRecycler}; it takes its key along, and for the endpoint nothing is different.
 *
 * <p>SO_REUSEADDR is remembered and read back, but not passed on. Windows lets a port be bound
 * again while old connections linger without it, which is what Unix has it for; with it, two
 * sockets share a port. {@code java.nio} does the same.
 */
abstract class IocpEndpoint implements Endpoint {
    final IocpBackend backend;
    final int family;
    private final IocpDescriptor descriptor;
    private final IocpOperation last;
    private final long key;
    private final boolean skipsPackets;
    private int inFlight;
    private boolean closing;
    private boolean socketClosed;
    private boolean handedOver;
    private boolean hasOwnOptions;
    private boolean hasNoDelay;
    private boolean reusesAddress;
    private boolean lingers;

    /**
     * Takes a socket over; closes it if it cannot be tied to the port.
     *
     * @throws IOException if Windows refuses
     */
    @SuppressWarnings("this-escape") // the slot is only looked up by later packets
    IocpEndpoint(IocpBackend backend, long socket, int family) throws IOException {
        this.backend = backend;
        this.family = family;
        descriptor = new IocpDescriptor(socket);
        last = new IocpOperation(this, IocpOperation.Kind.CLOSE, MemorySegment.NULL);
        key = backend.slots().claim(this);
        int result = backend.calls().associate(socket, backend.port().handle(), key);
        if (result < 0) {
            backend.slots().free(key);
            backend.calls().closesocket(socket);
            throw WindowsError.exception(-result, "use with a completion port", descriptor);
        }
        skipsPackets = backend.skipPackets(socket);
    }

    /** Goes on with a socket that is tied to the port already, under its old key. */
    @SuppressWarnings("this-escape") // the slot is only looked up by later packets
    IocpEndpoint(IocpBackend backend, SpentSocket spent, int family) {
        this.backend = backend;
        this.family = family;
        descriptor = new IocpDescriptor(spent.socket());
        last = new IocpOperation(this, IocpOperation.Kind.CLOSE, MemorySegment.NULL);
        key = spent.key();
        backend.slots().resume(key, this);
        skipsPackets = true; // others are not recycled
    }

    final long socket() {
        return descriptor.socket();
    }

    final boolean isClosing() {
        return closing;
    }

    /** Returns the receiver of events, or null if none was attached. */
    abstract @Nullable EndpointEvents events();

    /** Returns the operation of an OVERLAPPED, or null. */
    abstract @Nullable IocpOperation find(long overlapped);

    /**
     * Handles the end of an operation of an open endpoint.
     *
     * @param result bytes, or a negated error code
     */
    abstract void onCompletion(IocpOperation operation, int result);

    /** Takes back what an operation of a closing endpoint holds. */
    abstract void discard(IocpOperation operation, int result);

    /** Asks for everything in flight to be cancelled, and gives back what is not in flight. */
    abstract void cancelAll();

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
        return backend.recycler().disconnect(socket(), key, hasNoDelay, operations);
    }

    /** Tells whether TCP_NODELAY was set on this socket. */
    final boolean hasNoDelay() {
        return hasNoDelay;
    }

    /** Gives the operations' memory back; nothing is in flight any more. */
    abstract void freeOperations();

    /** Makes an operation with memory of its own. */
    final IocpOperation newOperation(IocpOperation.Kind kind) {
        return new IocpOperation(this, kind, backend.operationMemory().take());
    }

    /** Tells whether a call that was over at once leaves no packet behind. */
    final boolean isOver(int result) {
        return result >= 0 ? skipsPackets : result != -WindowsError.ERROR_IO_PENDING;
    }

    /** Counts an operation whose packet will come. */
    final void expectPacket(IocpOperation operation) {
        operation.setInFlight(true);
        inFlight++;
        backend.countInFlight(1);
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

    /** Handles the end of an operation: the entry point for the backend. */
    final void complete(IocpOperation operation, int result) {
        operation.setInFlight(false);
        inFlight--;
        backend.countInFlight(-1);
        if (operation == last) {
            if (!handedOver) {
                backend.slots().free(key);
            }
            EndpointEvents events = events();
            if (events != null) {
                backend.countEvent();
                events.onClosed();
            }
            return;
        }
        if (closing) {
            discard(operation, result);
        } else {
            onCompletion(operation, result);
        }
        closeSocketWhenIdle();
    }

    @Override
    public final void close() {
        if (!closing) {
            closing = true;
            cancelAll();
            closeSocketWhenIdle();
        }
    }

    private void closeSocketWhenIdle() {
        if (closing && inFlight == 0 && !socketClosed) {
            handedOver = handOver();
            socketClosed = handedOver;
            if (!handedOver) {
                freeOperations();
                closeSocket();
            }
            deliverLater(last, 0);
        }
    }

    private void closeSocket() {
        socketClosed = true;
        if (lingers) {
            // With a time to linger closesocket blocks; without one the system goes on sending.
            backend.options().setLinger(socket(), -1);
        }
        backend.calls().closesocket(socket());
    }

    /** Starts closing at the end of the whole backend, which drops all events. */
    final void closeAtEnd() {
        closing = true;
        cancelAll();
    }

    /** Ends an operation at the end of the whole backend. */
    final void discardAtEnd(IocpOperation operation, int result) {
        operation.setInFlight(false);
        inFlight--;
        backend.countInFlight(-1);
        if (operation != last) {
            discard(operation, result);
        }
    }

    /** Closes the socket at the end of the whole backend, whatever is in flight. */
    final void release() {
        if (!socketClosed) {
            closeSocket();
        }
        if (inFlight == 0) {
            freeOperations();
            backend.slots().free(key);
        }
    }

    final void requireOpen() {
        if (closing) {
            throw new IllegalStateException(descriptor + " is closed");
        }
    }

    final <T extends EndpointEvents> T requireAttached(@Nullable T events) {
        requireOpen();
        if (events == null) {
            throw new IllegalStateException(descriptor + " has no receiver of events yet");
        }
        return events;
    }

    static <T> T attachOnce(@Nullable T present, T events) {
        if (present != null) {
            throw new IllegalStateException("a receiver of events is attached already");
        }
        return Objects.requireNonNull(events, "events");
    }

    @Override
    public final Descriptor descriptor() {
        return descriptor;
    }

    @Override
    public final @Nullable SocketAddress localAddress() {
        return closing ? null : backend.addresses().local(socket());
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

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + descriptor + (closing ? ", closing]" : "]");
    }
}
