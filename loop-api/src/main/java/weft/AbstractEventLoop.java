package weft;

import org.jspecify.annotations.Nullable;

import weft.spi.RunningLoop;

import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The contract of every event loop: runs callbacks, coroutines and I/O, one at a time, on one
 * thread. The asyncio counterpart is {@code asyncio.AbstractEventLoop}.
 *
 * <p><b>Threads.</b> A loop belongs to the platform thread that first runs it. Every method is for
 * that thread, its callbacks and its coroutines, or for the owner before the loop runs; the
 * exceptions are {@link #callSoonThreadsafe}, {@link #threadFactory}, {@link #coroutineExecutor},
 * {@link #isRunning}, {@link #isClosed}, {@link #time} and the debug flags.
 *
 * <p><b>Waiting.</b> A method named {@code xAsync} returns a {@link Future}; its twin {@code x}
 * suspends the calling coroutine until that future is done, and throws outside a coroutine.
 *
 * <p>As in asyncio every method throws by default, so that a loop that lacks one can still be
 * written and methods can be added without breaking loops of others.
 */
public abstract non-sealed class AbstractEventLoop extends EventLoopServices
        implements AutoCloseable {
    /** Creates a loop. */
    protected AbstractEventLoop() {}

    // Lifecycle

    /**
     * Runs until {@link #stop} is called.
     *
     * @throws IllegalStateException if the loop is closed or running, if another loop runs in this
     *     thread, if the loop belongs to another thread, or if the thread is virtual
     */
    public void runForever() {
        throw notImplemented("runForever");
    }

    /**
     * Runs until a future is done.
     *
     * @param <T> the type of the result
     * @param future the future, of this loop
     * @return its result
     * @throws IllegalStateException as {@link #runForever}; or if the loop was stopped before the
     *     future was done
     * @throws RuntimeException the very exception the future failed with, of whatever type
     */
    public <T extends @Nullable Object> T runUntilComplete(Future<T> future) {
        throw notImplemented("runUntilComplete");
    }

    /**
     * Runs a coroutine as a task until it is done.
     *
     * @param <T> the type of the result
     * @param coroutine the coroutine
     * @return its result
     * @throws IllegalStateException as {@link #runUntilComplete(Future)}; or if the JVM was started
     *     without the flag that coroutines need
     * @throws RuntimeException the very exception the coroutine failed with, of whatever type
     */
    public <T extends @Nullable Object> T runUntilComplete(Coroutine<T> coroutine) {
        throw notImplemented("runUntilComplete");
    }

    /**
     * Ends the run after the current iteration. Before a run it makes that run one iteration long.
     * From another thread: {@code loop.callSoonThreadsafe(loop::stop)}.
     */
    public void stop() {
        throw notImplemented("stop");
    }

    /**
     * Tells whether the loop is running. Any thread.
     *
     * @return whether it runs
     */
    public boolean isRunning() {
        throw notImplemented("isRunning");
    }

    /**
     * Tells whether the loop is closed. Any thread.
     *
     * @return whether {@link #close} was called
     */
    public boolean isClosed() {
        throw notImplemented("isClosed");
    }

    /**
     * Closes the loop with everything it holds. Pending callbacks are dropped; coroutines still
     * alive are cancelled, drained for a bounded time, and reported. Idempotent.
     *
     * @throws IllegalStateException if the loop is running
     */
    @Override
    public void close() {
        throw notImplemented("close");
    }

    // Scheduling

    /**
     * Schedules a callback for the next iteration, in a copy of the current context.
     *
     * @param callback what to run; it must not wait
     * @return a handle to cancel it
     * @throws IllegalStateException if the loop is closed; in debug mode also from a wrong thread
     */
    public Handle callSoon(Runnable callback) {
        throw notImplemented("callSoon");
    }

    /**
     * Schedules a callback for the next iteration.
     *
     * @param callback what to run; it must not wait
     * @param context the context to run it in
     * @return a handle to cancel it
     * @throws IllegalStateException if the loop is closed; in debug mode also from a wrong thread
     */
    public Handle callSoon(Runnable callback, Context context) {
        throw notImplemented("callSoon");
    }

    /**
     * Schedules a callback from any thread, and wakes the loop.
     *
     * @param callback what to run; it must not wait
     * @return a handle, whose methods are for the loop's thread
     * @throws IllegalStateException if the loop is closed
     */
    public Handle callSoonThreadsafe(Runnable callback) {
        throw notImplemented("callSoonThreadsafe");
    }

    /**
     * Schedules a callback from any thread, and wakes the loop.
     *
     * @param callback what to run; it must not wait
     * @param context the context to run it in
     * @return a handle, whose methods are for the loop's thread
     * @throws IllegalStateException if the loop is closed
     */
    public Handle callSoonThreadsafe(Runnable callback, Context context) {
        throw notImplemented("callSoonThreadsafe");
    }

    /**
     * Schedules a callback for later.
     *
     * @param delay from now; zero or less means the next iteration
     * @param callback what to run; it must not wait
     * @return a handle to cancel it
     * @throws IllegalStateException if the loop is closed
     */
    public TimerHandle callLater(Duration delay, Runnable callback) {
        throw notImplemented("callLater");
    }

    /**
     * Schedules a callback for a time. Callbacks of the same time run in the order of scheduling.
     *
     * @param whenNanos the deadline on the loop's clock, comparable with {@link #time}
     * @param callback what to run; it must not wait
     * @return a handle to cancel it
     * @throws IllegalStateException if the loop is closed
     */
    public TimerHandle callAt(long whenNanos, Runnable callback) {
        throw notImplemented("callAt");
    }

    /**
     * Schedules a callback for a time.
     *
     * @param whenNanos the deadline on the loop's clock, comparable with {@link #time}
     * @param callback what to run; it must not wait
     * @param context the context to run it in
     * @return a handle to cancel it
     * @throws IllegalStateException if the loop is closed
     */
    public TimerHandle callAt(long whenNanos, Runnable callback, Context context) {
        throw notImplemented("callAt");
    }

    /**
     * Reads the loop's clock. Any thread. asyncio counts in seconds; this counts in nanoseconds.
     *
     * @return nanoseconds from an arbitrary origin, never decreasing
     */
    public long time() {
        throw notImplemented("time");
    }

    // Futures and tasks

    /**
     * Creates a pending future of this loop.
     *
     * @param <T> the type of the result
     * @return the future
     */
    public <T extends @Nullable Object> Future<T> createFuture() {
        return new Future<>(this);
    }

    /**
     * Starts a coroutine as a task, in its turn.
     *
     * @param <T> the type of the result
     * @param coroutine the coroutine
     * @return its task
     */
    public final <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return createTask(coroutine, TaskOptions.DEFAULTS);
    }

    /**
     * Starts a coroutine without a result as a task, in its turn.
     *
     * @param coroutine the coroutine
     * @return its task
     */
    public final Task<Void> createTask(VoidCoroutine coroutine) {
        return createTask(coroutine.toCoroutine(), TaskOptions.DEFAULTS);
    }

    /**
     * Starts a coroutine as a task, by the task factory if one is set.
     *
     * @param <T> the type of the result
     * @param coroutine the coroutine
     * @param options name, context, eager start
     * @return its task
     * @throws IllegalStateException if the loop is closed, or if the JVM was started without the
     *     flag that coroutines need; the message has the flag
     */
    public <T extends @Nullable Object> Task<T> createTask(
            Coroutine<T> coroutine, TaskOptions options) {
        throw notImplemented("createTask");
    }

    /**
     * Starts a coroutine without a result as a task, by the task factory if one is set.
     *
     * @param coroutine the coroutine
     * @param options name, context, eager start
     * @return its task
     * @throws IllegalStateException as {@link #createTask(Coroutine, TaskOptions)}
     */
    public final Task<Void> createTask(VoidCoroutine coroutine, TaskOptions options) {
        return createTask(coroutine.toCoroutine(), options);
    }

    /**
     * Starts a coroutine as a task, past the task factory. For task factories; everybody else calls
     * {@code createTask}. The asyncio counterpart is the constructor of {@code asyncio.Task}.
     *
     * @param <T> the type of the result
     * @param coroutine the coroutine
     * @param options name, context, eager start
     * @return its task
     */
    public <T extends @Nullable Object> Task<T> newTask(
            Coroutine<T> coroutine, TaskOptions options) {
        throw notImplemented("newTask");
    }

    /**
     * Replaces what makes the tasks.
     *
     * @param factory the factory, or null for the default one
     */
    public void setTaskFactory(@Nullable TaskFactory factory) {
        throw notImplemented("setTaskFactory");
    }

    /**
     * Returns what makes the tasks.
     *
     * @return the factory that was set, or null for the default one
     */
    public @Nullable TaskFactory getTaskFactory() {
        throw notImplemented("getTaskFactory");
    }

    /**
     * Returns the tasks that are not done.
     *
     * @return a new set
     */
    public Set<Task<?>> allTasks() {
        throw notImplemented("allTasks");
    }

    // Connections

    /**
     * Connects over TCP, to the addresses of a host one after the other until one answers.
     *
     * @param <P> the type of the protocol
     * @param protocolFactory makes the protocol once the connection is there
     * @param host a name or an address
     * @param port 1 to 65535
     * @param options local address, family
     * @return a future of transport and protocol. It fails with {@link
     *     java.net.UnknownHostException}, {@link java.net.ConnectException}, {@link
     *     java.net.BindException} for the local address, another {@link java.io.IOException}, or
     *     what the factory threw; cancelling it gives the attempt up
     * @throws IllegalArgumentException if the port is out of range or the host is empty
     * @throws IllegalStateException if the loop is closed
     */
    public <P extends StreamProtocol> Future<Connection<P>> createConnectionAsync(
            Supplier<P> protocolFactory, String host, int port, ConnectionOptions options) {
        throw notImplemented("createConnection");
    }

    /**
     * Connects over TCP, in a coroutine.
     *
     * @param <P> the type of the protocol
     * @param protocolFactory makes the protocol once the connection is there
     * @param host a name or an address
     * @param port 1 to 65535
     * @return transport and protocol
     * @throws CancelledError if the task is cancelled meanwhile, which gives the attempt up
     * @throws IllegalArgumentException if the port is out of range or the host is empty
     * @throws IllegalStateException if the loop is closed, or outside a coroutine of this loop,
     *     where nothing is begun
     * @throws RuntimeException the exception of {@link #createConnectionAsync}'s future,
     *     undeclared: mostly an {@link java.io.IOException}
     */
    public final <P extends StreamProtocol> Connection<P> createConnection(
            Supplier<P> protocolFactory, String host, int port) {
        return createConnection(protocolFactory, host, port, ConnectionOptions.DEFAULTS);
    }

    /**
     * Connects over TCP, in a coroutine.
     *
     * @param <P> the type of the protocol
     * @param protocolFactory makes the protocol once the connection is there
     * @param host a name or an address
     * @param port 1 to 65535
     * @param options local address, family
     * @return transport and protocol
     * @throws CancelledError if the task is cancelled meanwhile, which gives the attempt up
     * @throws IllegalArgumentException if the port is out of range or the host is empty
     * @throws IllegalStateException if the loop is closed, or outside a coroutine of this loop,
     *     where nothing is begun
     * @throws RuntimeException the exception of {@link #createConnectionAsync}'s future,
     *     undeclared: mostly an {@link java.io.IOException}
     */
    public final <P extends StreamProtocol> Connection<P> createConnection(
            Supplier<P> protocolFactory, String host, int port, ConnectionOptions options) {
        requireCoroutine("createConnection");
        return createConnectionAsync(protocolFactory, host, port, options).await();
    }

    /**
     * Listens on TCP.
     *
     * @param protocolFactory makes a protocol for each connection
     * @param host a name or an address; null or empty for all interfaces
     * @param port 0 to 65535; 0 takes a free one
     * @param options backlog, reuse, family
     * @return a future of the server. It fails with {@link java.net.UnknownHostException}, with
     *     {@link java.net.BindException}, which names the address, or with another {@link
     *     java.io.IOException}; then nothing stays open
     * @throws IllegalArgumentException if the port is out of range
     * @throws IllegalStateException if the loop is closed
     */
    public Future<Server> createServerAsync(
            Supplier<? extends StreamProtocol> protocolFactory,
            @Nullable String host,
            int port,
            ServerOptions options) {
        throw notImplemented("createServer");
    }

    /**
     * Listens on TCP, in a coroutine.
     *
     * @param protocolFactory makes a protocol for each connection
     * @param host a name or an address; null or empty for all interfaces
     * @param port 0 to 65535; 0 takes a free one
     * @return the server
     * @throws CancelledError if the task is cancelled meanwhile; then nothing stays open
     * @throws IllegalArgumentException if the port is out of range
     * @throws IllegalStateException if the loop is closed, or outside a coroutine of this loop,
     *     where nothing is begun
     * @throws RuntimeException the exception of {@link #createServerAsync}'s future, undeclared:
     *     mostly an {@link java.io.IOException}
     */
    public final Server createServer(
            Supplier<? extends StreamProtocol> protocolFactory, @Nullable String host, int port) {
        return createServer(protocolFactory, host, port, ServerOptions.DEFAULTS);
    }

    /**
     * Listens on TCP, in a coroutine.
     *
     * @param protocolFactory makes a protocol for each connection
     * @param host a name or an address; null or empty for all interfaces
     * @param port 0 to 65535; 0 takes a free one
     * @param options backlog, reuse, family
     * @return the server
     * @throws CancelledError if the task is cancelled meanwhile; then nothing stays open
     * @throws IllegalArgumentException if the port is out of range
     * @throws IllegalStateException if the loop is closed, or outside a coroutine of this loop,
     *     where nothing is begun
     * @throws RuntimeException the exception of {@link #createServerAsync}'s future, undeclared:
     *     mostly an {@link java.io.IOException}
     */
    public final Server createServer(
            Supplier<? extends StreamProtocol> protocolFactory,
            @Nullable String host,
            int port,
            ServerOptions options) {
        requireCoroutine("createServer");
        return createServerAsync(protocolFactory, host, port, options).await();
    }

    /** Refuses to begin what the caller could not wait for. */
    private void requireCoroutine(String method) {
        Task<?> task = RunningLoop.currentTask();
        if (task == null) {
            throw new IllegalStateException(
                    method
                            + " outside a coroutine: only code started by run() or createTask()"
                            + " can wait; use "
                            + method
                            + "Async() here");
        }
        if (task.getLoop() != this) {
            throw new IllegalStateException(
                    method + " of " + this + ", a different loop than that of " + task);
        }
    }
}
