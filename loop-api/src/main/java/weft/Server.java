package weft;

import java.net.SocketAddress;
import java.util.List;

/**
 * A set of listening sockets and the connections accepted from them. For the loop's thread. The
 * asyncio counterpart is {@code asyncio.Server}.
 */
public interface Server extends AutoCloseable {
    /**
     * Returns the addresses that are listened on.
     *
     * @return the bound addresses, with real port numbers; empty once closed
     */
    List<SocketAddress> sockets();

    /**
     * Returns the loop.
     *
     * @return the loop
     */
    AbstractEventLoop getLoop();

    /**
     * Tells whether connections are accepted.
     *
     * @return whether it was started and is not closed
     */
    boolean isServing();

    /**
     * Starts accepting. Idempotent.
     *
     * @throws IllegalStateException if the server is closed
     */
    void startServing();

    /**
     * Accepts until the calling coroutine is cancelled, then closes the server and waits for it.
     *
     * @throws CancelledError when the task is cancelled, which is how this ends, and when the
     *     server is closed meanwhile
     * @throws IllegalStateException if it is closed, if another coroutine is in here, or outside a
     *     coroutine
     */
    void serveForever();

    /** Stops listening. Connections already accepted go on. Idempotent. */
    @Override
    void close();

    /** Closes every connection that this server accepted, each after its unsent bytes. */
    void closeClients();

    /** Closes every connection that this server accepted, at once. */
    void abortClients();

    /**
     * Waits, in a coroutine, until the server is closed and all its connections are gone.
     *
     * @throws CancelledError if the task is cancelled meanwhile
     * @throws IllegalStateException outside a coroutine
     */
    default void waitClosed() {
        waitClosedAsync().await();
    }

    /**
     * Waits as {@link #waitClosed} does, without a coroutine.
     *
     * @return a future that is done when the server is closed and all its connections are gone
     */
    Future<Void> waitClosedAsync();
}
