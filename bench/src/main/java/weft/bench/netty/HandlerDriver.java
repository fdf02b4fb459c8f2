package weft.bench.netty;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Runs one of Netty's handlers, in the place of Netty's own event loop.
 *
 * <p>Facts it rests on (Netty 4.2.18):
 *
 * <ul>
 *   <li>A handler wakes itself only if it waits, and asks right before it does whether it may. So a
 *       wake-up is noted first and then passed on: either the handler sees the note, or the one who
 *       wakes sees that it waits.
 *   <li>A handler ignores wake-ups by the thread of its executor, and takes registrations and
 *       submissions of other threads for later. All calls of a backend but {@code wakeup} are the
 *       loop's, whichever virtual thread makes them: so while nobody waits, every thread is the
 *       executor's, and while somebody does, it alone.
 *   <li>What a handle throws is logged, and the handler then sleeps. So handles throw nothing; they
 *       leave it here, and it is thrown when the handler has returned.
 * </ul>
 */
final class HandlerDriver implements ThreadAwareExecutor, IoHandlerContext {
    /** Netty's sign for a wait without end. */
    private static final long NO_DEADLINE = -1;

    /** Longer than anybody waits, and still far from an overflow of the clock. */
    private static final long MAXIMUM_NANOS = 1L << 62;

    private final IoHandler handler;
    private volatile @Nullable Thread waiting;
    private volatile boolean woken;
    private volatile boolean closed;
    private @Nullable RuntimeException failure;
    private boolean initialized;
    private boolean mayBlock;
    private long deadlineNanos;

    /**
     * Creates the handler. It is not used before the loop runs, on whose thread it then stays.
     *
     * @throws IOException if the system refuses what it needs
     */
    @SuppressWarnings("this-escape") // the handler asks its executor nothing before it is used
    HandlerDriver(IoHandlerFactory factory) throws IOException {
        try {
            handler = factory.newHandler(this);
        } catch (RuntimeException e) {
            throw NettyErrors.translate(e, "open");
        }
    }

    /** Prepares the handler on the loop's thread, before its first use there. */
    private void initialize() {
        if (!initialized) {
            initialized = true;
            handler.initialize();
        }
    }

    /**
     * Registers a handle.
     *
     * @throws IOException if the system refuses it
     */
    IoRegistration register(IoHandle handle) throws IOException {
        initialize();
        try {
            return handler.register(handle);
        } catch (Exception e) {
            throw NettyErrors.translate(e, "register");
        }
    }

    /** Submits, waits and has the handles called; see {@link weft.spi.Backend#poll}. */
    void run(long timeoutNanos) throws IOException {
        initialize();
        mayBlock = timeoutNanos != 0;
        deadlineNanos = deadline(timeoutNanos);
        waiting = Thread.currentThread();
        try {
            handler.run(this);
        } catch (UncheckedIOException e) {
            throw NettyErrors.translate(e, "poll");
        } finally {
            waiting = null;
            woken = false;
        }
        RuntimeException thrown = failure;
        if (thrown != null) {
            failure = null;
            throw thrown;
        }
    }

    private static long deadline(long timeoutNanos) {
        if (timeoutNanos < 0) {
            return NO_DEADLINE;
        }
        long deadline = System.nanoTime() + Math.min(timeoutNanos, MAXIMUM_NANOS);
        return deadline == NO_DEADLINE ? NO_DEADLINE + 1 : deadline;
    }

    /** Keeps what a handle must not throw. The first one counts. */
    void fail(RuntimeException thrown) {
        if (failure == null) {
            failure = thrown;
        } else if (failure != thrown) {
            failure.addSuppressed(thrown);
        }
    }

    /** Ends the running or else the next {@link #run}. Any thread. */
    void wakeup() {
        if (!closed) {
            woken = true;
            handler.wakeup();
        }
    }

    /** Closes what the handler holds; nothing may be in flight any more. Idempotent. */
    void close() {
        if (!closed) {
            closed = true;
            // Closing a ring takes a few submissions, for which it has to be enabled.
            initialize();
            handler.prepareToDestroy();
            handler.destroy();
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public boolean isExecutorThread(Thread thread) {
        Thread running = waiting;
        return running == null || running == thread;
    }

    /** Runs a task of a handler that takes its caller for a stranger, of which there is none. */
    @Override
    public void execute(Runnable task) {
        throw new IllegalStateException(
                "a handler was used by " + Thread.currentThread() + " while its loop waits");
    }

    @Override
    public boolean canBlock() {
        return mayBlock && !woken;
    }

    @Override
    public long delayNanos(long nowNanos) {
        return deadlineNanos == NO_DEADLINE ? MAXIMUM_NANOS : Math.max(0, deadlineNanos - nowNanos);
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }
}
