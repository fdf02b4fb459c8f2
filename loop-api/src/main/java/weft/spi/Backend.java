package weft.spi;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.util.Set;

/**
 * Drives one operating-system I/O facility for one event loop. This is the whole of what a new
 * platform has to supply: transports, servers, flow control and coroutines are written once, in the
 * engine, on top of it.
 *
 * <p>The interface is completion-based: an operation is submitted, and its outcome is delivered
 * later as an event. Four rules hold for every implementation and are checked by the contract suite
 * of the test kit:
 *
 * <ol>
 *   <li>Submitting never blocks and never calls an event method. An operation may finish at once
 *       only through its return value.
 *   <li>Events are delivered inside {@link #poll} and nowhere else, one at a time. A receiver may
 *       submit, stop or close anything from inside an event.
 *   <li>An endpoint has at most one operation in flight per direction. Breaking this is a
 *       programming error and throws {@link IllegalStateException}.
 *   <li>{@code onClosed} is the last event of an endpoint and comes exactly once, also when the
 *       descriptor failed before.
 * </ol>
 *
 * <p><b>Threads.</b> Every method but {@link #wakeup}, {@link #name}, {@link #capabilities} and
 * {@link #nanoTime} is called on the thread that runs the loop, or on a virtual thread mounted on
 * it; calls never overlap. A backend is created on that thread, or is not used before it runs
 * there.
 *
 * <p>The asyncio counterparts are {@code selectors.BaseSelector} and {@code IocpProactor}.
 */
public interface Backend extends AutoCloseable {
    /** Return value of a submission whose outcome arrives as an event. */
    int PENDING = -1;

    /** Return value of a one-shot receive: the peer has shut its sending side down. */
    int END_OF_STREAM = -2;

    /**
     * Returns the short name of the facility, such as {@code io_uring}. May be called on any
     * thread.
     *
     * @return the name under which the loop is selected
     */
    String name();

    /**
     * Returns what this backend can do beyond TCP streams and listeners. What is not in the set
     * throws {@link UnsupportedOperationException} when asked for. May be called on any thread.
     *
     * @return an immutable set
     */
    Set<Capability> capabilities();

    /**
     * Tells whether {@link #poll} has to run with no virtual thread mounted, because its blocking
     * call would otherwise leave the loop's thread, as that of {@code java.nio.channels.Selector}.
     * The answer never changes: a loop asks once.
     *
     * @return whether the loop must poll from its bare platform thread
     */
    boolean pollsOnPlatformThread();

    /**
     * Reads the clock that timeouts are measured by. Monotonic; virtual in a simulated backend. May
     * be called on any thread.
     *
     * @return nanoseconds from an arbitrary origin
     */
    long nanoTime();

    /**
     * Flushes what was submitted, waits for events and delivers them. Returns early after {@link
     * #wakeup}, also one that came before the call, and may return early without an event.
     *
     * @param timeoutNanos how long to wait: 0 not at all, negative until an event or a wake-up
     * @return the number of events delivered
     * @throws IOException if the facility itself failed; the loop cannot go on
     */
    int poll(long timeoutNanos) throws IOException;

    /**
     * Makes the running or else the next {@link #poll} return. The one method made for other
     * threads; the loop calls it at most once for each sleep. Harmless after {@link #close}.
     */
    void wakeup();

    /**
     * Opens an unconnected stream socket.
     *
     * @param family {@code INET}, {@code INET6}, or {@code UNIX} with {@link
     *     Capability#UNIX_STREAM}
     * @return a new endpoint, to be attached before use
     * @throws IOException if no socket can be had
     */
    StreamEndpoint openStream(ProtocolFamily family) throws IOException;

    /**
     * Opens an unbound listening socket.
     *
     * @param family {@code INET}, {@code INET6}, or {@code UNIX} with {@link
     *     Capability#UNIX_STREAM}
     * @return a new endpoint, to be attached before use
     * @throws IOException if no socket can be had
     */
    ListenerEndpoint openListener(ProtocolFamily family) throws IOException;

    /**
     * Opens an unbound datagram socket. Needs {@link Capability#DATAGRAM}, or in the Unix domain
     * {@link Capability#UNIX_DATAGRAM}.
     *
     * @param family {@code INET}, {@code INET6}, or {@code UNIX} with {@link
     *     Capability#UNIX_DATAGRAM}
     * @return a new endpoint, to be attached before use
     * @throws IOException if no socket can be had
     */
    default DatagramEndpoint openDatagram(ProtocolFamily family) throws IOException {
        boolean local = family == StandardProtocolFamily.UNIX;
        throw (local ? Capability.UNIX_DATAGRAM : Capability.DATAGRAM).absentFrom(name());
    }

    /**
     * Takes over a connected stream socket, which is made non-blocking and closed with the
     * endpoint. Needs {@link Capability#ADOPT}.
     *
     * @param descriptor the socket
     * @return a new endpoint, to be attached before use
     * @throws IOException if the descriptor is not a usable stream socket
     */
    default StreamEndpoint adoptStream(Descriptor descriptor) throws IOException {
        throw Capability.ADOPT.absentFrom(name());
    }

    /**
     * Takes over a bound, listening socket. Needs {@link Capability#ADOPT}.
     *
     * @param descriptor the socket
     * @return a new endpoint, to be attached before use
     * @throws IOException if the descriptor is not a listening socket
     */
    default ListenerEndpoint adoptListener(Descriptor descriptor) throws IOException {
        throw Capability.ADOPT.absentFrom(name());
    }

    /**
     * Takes over a bound or connected datagram socket. Needs {@link Capability#ADOPT} and {@link
     * Capability#DATAGRAM}.
     *
     * @param descriptor the socket
     * @return a new endpoint, to be attached before use
     * @throws IOException if the descriptor is not a datagram socket
     */
    default DatagramEndpoint adoptDatagram(Descriptor descriptor) throws IOException {
        throw Capability.ADOPT.absentFrom(name());
    }

    /**
     * Borrows a socket that stays the user's: waits for readiness and makes non-blocking calls, so
     * that a wait given up loses no byte. Carries asyncio's {@code sock_*} calls. Needs {@link
     * Capability#SOCKET_CALLS}.
     *
     * @param descriptor the user's non-blocking socket
     * @return a new endpoint, to be attached before use
     * @throws IOException if the descriptor is not a socket
     * @throws IllegalArgumentException if the socket is blocking: a call would stop the loop
     * @throws IllegalStateException if an open endpoint of this backend owns the descriptor
     */
    default SocketEndpoint borrowSocket(Descriptor descriptor) throws IOException {
        throw Capability.SOCKET_CALLS.absentFrom(name());
    }

    /**
     * Takes over one end of a pipe, a character device or a child's standard stream, as a stream of
     * bytes of which only one direction may be usable. Needs {@link Capability#PIPE}.
     *
     * @param descriptor the pipe's end
     * @return a new endpoint, to be attached before use; connecting and binding throw
     * @throws IOException if the descriptor cannot be polled
     */
    default StreamEndpoint adoptPipe(Descriptor descriptor) throws IOException {
        throw Capability.PIPE.absentFrom(name());
    }

    /**
     * Watches a descriptor that stays the user's for readiness, level-triggered: as long as it is
     * ready, every poll says so. Carries {@code add_reader} and {@code add_writer}. Needs {@link
     * Capability#WATCH}.
     *
     * @param descriptor what to watch
     * @param operations a union of {@link WatchEndpoint#READ} and {@link WatchEndpoint#WRITE}
     * @param events the receiver
     * @return a new endpoint
     * @throws IOException if the descriptor cannot be watched
     * @throws IllegalArgumentException if the operations are unknown; nothing is claimed then
     * @throws IllegalStateException if an open endpoint of this backend owns the descriptor
     */
    default WatchEndpoint watch(Descriptor descriptor, int operations, WatchEvents events)
            throws IOException {
        throw Capability.WATCH.absentFrom(name());
    }

    /**
     * Releases the facility with everything that is still open in it, without further events. What
     * is in flight is cancelled and waited for, so that no memory is freed under the kernel.
     * Idempotent.
     */
    @Override
    void close();
}
