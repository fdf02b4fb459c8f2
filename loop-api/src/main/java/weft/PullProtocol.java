package weft;

import org.jspecify.annotations.Nullable;

import weft.spi.Chunk;

import java.util.ArrayDeque;
import java.util.Objects;

/**
 * A protocol for straight-line code: a coroutine asks for bytes instead of being called with them.
 *
 * <pre>{@code
 * loop.createServer(() -> new PullProtocol(connection -> {
 *     for (Chunk chunk; (chunk = connection.receive()) != null; ) {
 *         connection.transport().write(chunk);
 *         connection.drain();
 *     }
 * }), "127.0.0.1", 7000);
 * }</pre>
 *
 * <p>Each connection's coroutine is a task of its own, started once the connection is made. When it
 * ends, the transport is closed, after what was written is sent; if it fails, the transport is
 * aborted and the exception handler is told. For the loop's thread only.
 *
 * <p>asyncio has this on a higher level, as streams. The waiting coroutine is made ready in the
 * very poll that brings the bytes, as by asyncio's proactor loop, so that a coroutine costs one
 * switch and no iteration more than a callback.
 */
public final class PullProtocol implements StreamProtocol {
    // As asyncio's streams: reading pauses above twice the limit and goes on at the limit.
    private static final int LIMIT_BYTES = 64 * 1024;

    private final Handler handler;
    private final AbstractEventLoop loop = Asyncio.getRunningLoop();
    private final ArrayDeque<Chunk> received = new ArrayDeque<>(2);
    private int receivedBytes;
    private @Nullable Transport transport;
    private @Nullable Future<Void> receiver;
    private @Nullable Future<Void> drainer;
    private @Nullable Throwable lossCause;
    private boolean ended;
    private boolean lost;
    private boolean finished;
    private boolean pausedReading;
    private boolean pausedWriting;

    /** The coroutine of a connection. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Handles the connection; its end closes it.
         *
         * @param connection the connection
         * @throws Exception any exception; it aborts the connection and is reported
         */
        void handle(PullProtocol connection) throws Exception;
    }

    /**
     * Creates the protocol of one connection, on the running loop.
     *
     * @param handler its coroutine
     * @throws IllegalStateException if no loop runs in this thread
     */
    public PullProtocol(Handler handler) {
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    /**
     * Returns the transport, to write to.
     *
     * @return the transport
     * @throws IllegalStateException before the connection is made
     */
    public Transport transport() {
        Transport made = transport;
        if (made == null) {
            throw new IllegalStateException("the connection is not made yet");
        }
        return made;
    }

    /**
     * Waits for bytes. One coroutine at a time.
     *
     * @return the next bytes, to be released or written; null once the peer sends no more or the
     *     connection is closed
     * @throws CancelledError if the task is cancelled; no byte is lost
     * @throws RuntimeException the very {@link java.io.IOException} with which the connection
     *     failed
     * @throws IllegalStateException if another coroutine is waiting, or outside a coroutine
     */
    public @Nullable Chunk receive() {
        while (received.isEmpty()) {
            if (lossCause != null) {
                throw Future.<RuntimeException>asUnchecked(lossCause);
            }
            if (ended || lost) {
                return null;
            }
            if (receiver != null) {
                throw new IllegalStateException("another coroutine is receiving");
            }
            Future<Void> arrival = loop.createFuture();
            receiver = arrival;
            try {
                arrival.await();
            } finally {
                receiver = null;
            }
        }
        Chunk chunk = received.remove();
        receivedBytes -= chunk.buffer().remaining();
        if (pausedReading && receivedBytes <= LIMIT_BYTES) {
            pausedReading = false;
            transport().resumeReading();
        }
        return chunk;
    }

    /**
     * Waits until the peer has taken enough of what was written. At once if it has.
     *
     * @throws CancelledError if the task is cancelled
     * @throws RuntimeException the very {@link java.io.IOException} with which the connection was
     *     lost
     */
    public void drain() {
        if (lossCause != null) {
            throw Future.<RuntimeException>asUnchecked(lossCause);
        }
        while (pausedWriting && !lost) {
            if (drainer == null) {
                drainer = loop.createFuture();
            }
            drainer.await();
        }
    }

    @Override
    public void connectionMade(Transport made) {
        transport = made;
        Task<Void> task = loop.createTask(() -> handler.handle(this));
        task.addDoneCallback(done -> handled(task, made));
    }

    private void handled(Task<Void> task, Transport made) {
        finished = true;
        releaseAll();
        Throwable failure = task.cancelled() ? null : task.exception();
        if (failure == null) {
            made.close();
            return;
        }
        made.abort();
        if (failure != lossCause) {
            loop.callExceptionHandler(
                    new ExceptionContext("Unhandled exception in the coroutine of a connection")
                            .with("exception", failure)
                            .with("task", task)
                            .with("transport", made));
        }
    }

    /**
     * Takes received bytes. For loops: may be called inside a backend's event, since it runs
     * nothing of the user's.
     *
     * @param chunk the bytes; the reference goes over to this protocol
     */
    public void received(Chunk chunk) {
        if (finished) {
            chunk.release();
            return;
        }
        received.add(chunk);
        receivedBytes += chunk.buffer().remaining();
        if (receivedBytes > 2 * LIMIT_BYTES && !pausedReading) {
            pausedReading = true;
            transport().pauseReading();
        }
        wake(receiver);
    }

    @Override
    public boolean eofReceived() {
        ended = true;
        wake(receiver);
        return true;
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        lost = true;
        lossCause = cause;
        wake(receiver);
        resumeWriting();
        if (cause != null) {
            releaseAll(); // receive() throws from now on
        }
    }

    private void releaseAll() {
        received.forEach(Chunk::release);
        received.clear();
        receivedBytes = 0;
    }

    @Override
    public void pauseWriting() {
        pausedWriting = true;
    }

    @Override
    public void resumeWriting() {
        pausedWriting = false;
        Future<Void> waiter = drainer;
        drainer = null;
        wake(waiter);
    }

    private static void wake(@Nullable Future<Void> waiter) {
        if (waiter != null && !waiter.done()) {
            waiter.setResult(null);
        }
    }
}
