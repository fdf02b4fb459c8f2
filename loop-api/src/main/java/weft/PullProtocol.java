package weft;

import org.jspecify.annotations.Nullable;

import weft.spi.Chunk;

import java.io.IOException;
import java.time.Duration;
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
 * aborted and the exception handler is told, unless what it failed with is the loss of the
 * connection itself. For the loop's thread only.
 *
 * <p>asyncio has this on a higher level, as streams. The waiting coroutine is made ready in the
 * very poll that brings the bytes, as by asyncio's proactor loop, so that a coroutine costs one
 * switch and no iteration more than a callback.
 */
public final class PullProtocol implements StreamProtocol {
    // As asyncio's streams: reading pauses above twice the limit and goes on at the limit.
    private static final int LIMIT_BYTES = 64 * 1024;
    // A chunk holds a whole piece of the backend's memory, however few bytes are in it: this many
    // at most, and half as many when reading goes on.
    private static final int LIMIT_CHUNKS = 64;

    private final Handler handler;
    private final AbstractEventLoop loop = Asyncio.getRunningLoop();
    // Mostly one chunk is here, or none: the queue is for those behind it, once there are any.
    private @Nullable Chunk first;
    private @Nullable ArrayDeque<Chunk> others;
    private int receivedBytes;
    private int count;
    private @Nullable Transport transport;
    // Pending while a coroutine waits for bytes; used again and again, and seen by nobody else.
    private final Future<Void> arrival;
    private boolean receiving;
    private @Nullable ArrayDeque<Future<Void>> drainers;
    private @Nullable Throwable lossCause;
    private @Nullable IOException closedFailure;
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
        this.arrival = new Future<>(loop);
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
     * Waits for bytes. One coroutine at a time. If the connection failed, throws the very {@link
     * IOException}, undeclared, as {@link Future#await} does.
     *
     * @return the next bytes, to be released or written; null once the peer sends no more or the
     *     connection is closed
     * @throws CancelledError if the task is cancelled; no byte is lost
     * @throws IllegalStateException if another coroutine is waiting, or outside a coroutine
     */
    public @Nullable Chunk receive() {
        if (receiving) {
            throw new IllegalStateException("another coroutine is receiving");
        }
        Chunk chunk;
        while ((chunk = removeFirst()) == null) {
            if (lossCause != null) {
                throw Future.<RuntimeException>asUnchecked(lossCause);
            }
            if (ended || lost) {
                return null;
            }
            arrival.rearm();
            receiving = true;
            try {
                arrival.await();
            } finally {
                receiving = false;
            }
        }
        if (pausedReading && receivedBytes <= LIMIT_BYTES && count <= LIMIT_CHUNKS / 2) {
            pausedReading = false;
            transport().resumeReading();
        }
        return chunk;
    }

    /**
     * Waits until the peer has taken enough of what was written. At once if it has. If the
     * connection is lost, throws, undeclared, the very {@link IOException}, or one that says that
     * the connection is closed.
     *
     * @throws CancelledError if the task is cancelled
     * @throws IllegalStateException outside a coroutine, if there is something to wait for
     */
    public void drain() {
        if (!lost && transport().isClosing()) {
            Asyncio.sleep(Duration.ZERO); // so that one who only writes and drains learns of it
        }
        while (pausedWriting && !lost) {
            awaitResumption();
        }
        if (lost) {
            throw Future.<RuntimeException>asUnchecked(drainFailure());
        }
    }

    /** Waits in a future of its own: cancelling one coroutine must not cancel the others. */
    private void awaitResumption() {
        if (drainers == null) {
            drainers = new ArrayDeque<>();
        }
        Future<Void> resumption = loop.createFuture();
        drainers.add(resumption);
        try {
            resumption.await();
        } finally {
            drainers.remove(resumption);
        }
    }

    private Throwable drainFailure() {
        if (lossCause != null) {
            return lossCause;
        }
        if (closedFailure == null) {
            closedFailure = new IOException("the connection is closed");
        }
        return closedFailure;
    }

    @Override
    public void connectionMade(Transport made) {
        transport = made;
        Task<Void> task;
        try {
            task = loop.createTask(() -> handler.handle(this));
        } catch (Throwable refusal) {
            // Nobody will ever serve this connection. The transport reports why.
            finished = true;
            made.abort();
            throw refusal;
        }
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
        if (failure != lossCause && failure != closedFailure) {
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
        add(chunk);
        if (!pausedReading && (receivedBytes > 2 * LIMIT_BYTES || count >= LIMIT_CHUNKS)) {
            pausedReading = true;
            transport().pauseReading();
        }
        wakeReceiver();
    }

    @Override
    public boolean eofReceived() {
        ended = true;
        wakeReceiver();
        return true;
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        lost = true;
        lossCause = cause;
        wakeReceiver();
        resumeWriting();
        if (cause != null) {
            releaseAll(); // receive() throws from now on
        }
    }

    private void add(Chunk chunk) {
        receivedBytes += chunk.buffer().remaining();
        count++;
        if (first == null) {
            first = chunk;
            return;
        }
        if (others == null) {
            others = new ArrayDeque<>();
        }
        others.add(chunk);
    }

    private @Nullable Chunk removeFirst() {
        Chunk chunk = first;
        if (chunk != null) {
            first = others == null ? null : others.poll();
            receivedBytes -= chunk.buffer().remaining();
            count--;
        }
        return chunk;
    }

    private void releaseAll() {
        for (Chunk chunk = removeFirst(); chunk != null; chunk = removeFirst()) {
            chunk.release();
        }
    }

    @Override
    public void pauseWriting() {
        pausedWriting = true;
    }

    @Override
    public void resumeWriting() {
        pausedWriting = false;
        if (drainers != null) {
            drainers.forEach(PullProtocol::wake);
        }
    }

    private void wakeReceiver() {
        if (receiving) {
            wake(arrival);
        }
    }

    private static void wake(@Nullable Future<Void> waiter) {
        if (waiter != null && !waiter.done()) {
            waiter.setResult(null);
        }
    }
}
