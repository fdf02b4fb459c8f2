package weft;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;

/**
 * What every event loop offers besides callbacks, coroutines and connections. A class of its own
 * for its size; {@code AbstractEventLoop} inherits it.
 */
abstract sealed class EventLoopServices permits AbstractEventLoop {
    // Touched by whichever thread a generator ends on.
    private final Set<GeneratorCleanup> startedGenerators = ConcurrentHashMap.newKeySet();
    private volatile boolean generatorsShutDown;

    private final UnretrievedFailures unretrieved = new UnretrievedFailures();

    EventLoopServices() {}

    // Generators

    /**
     * Closes the generators that were first asked for a value on this loop and have not ended, and
     * waits for them, in a coroutine. What one of them throws goes to the exception handler. A
     * generator that begins afterwards is warned of. {@link Asyncio#run} does this at its end.
     *
     * @throws CancelledError if the task is cancelled meanwhile
     * @throws IllegalStateException outside a coroutine
     */
    public void shutdownAsyncgens() {
        Task<?> task = Asyncio.requireTask("shutdownAsyncgens");
        generatorsShutDown = true;
        GeneratorCleanup.closeAll(task.getLoop(), startedGenerators);
    }

    final Set<GeneratorCleanup> startedGenerators() {
        return startedGenerators;
    }

    /** Tells whether the loop has closed its generators, and will not do it again. */
    final boolean hasShutDownGenerators() {
        return generatorsShutDown;
    }

    // Executors

    /**
     * Runs a blocking function on a pool of threads, without the current context, as asyncio does;
     * {@link Asyncio#toThread} takes the context along.
     *
     * @param <T> the type of the result
     * @param executor where to run it, or null for the loop's default pool
     * @param function the function
     * @return a future of its result; cancelling it does not stop a function that has started
     * @throws IllegalStateException if the loop is closed, or if no pool is named and the default
     *     one was shut down
     */
    public <T extends @Nullable Object> Future<T> runInExecutor(
            @Nullable Executor executor, Callable<T> function) {
        throw notImplemented("runInExecutor");
    }

    /**
     * Replaces the default pool. The loop shuts it down, as it does its own.
     *
     * @param executor where functions run for which no pool is named
     */
    public void setDefaultExecutor(ExecutorService executor) {
        throw notImplemented("setDefaultExecutor");
    }

    /**
     * Ends the default pool and waits, in a coroutine, for what runs on it.
     *
     * @throws IllegalStateException outside a coroutine
     */
    public final void shutdownDefaultExecutor() {
        shutdownDefaultExecutor(null);
    }

    /**
     * Ends the default pool and waits, in a coroutine, for what runs on it. When the time is up, a
     * warning is logged and what runs is left to itself. Afterwards the default pool takes nothing.
     *
     * @param timeout how long to wait at most, or null for no limit
     * @throws CancelledError if the task is cancelled meanwhile
     * @throws IllegalStateException outside a coroutine
     */
    public void shutdownDefaultExecutor(@Nullable Duration timeout) {
        throw notImplemented("shutdownDefaultExecutor");
    }

    // Blocking software

    /**
     * Returns a factory of virtual threads that run on this loop, for libraries that start threads.
     * What blocks in one of them, in a socket, a lock, a queue or {@code Thread.sleep}, suspends it
     * and lets the loop go on; all of them run on the loop's one thread, never two at once. Any
     * thread may ask for the factory, use it, and start what it makes.
     *
     * <p>From its start until its end each thread is a {@link Task}: it may wait for futures, it is
     * among {@link AbstractEventLoop#allTasks}, and it has the name that the thread had when it was
     * started, {@code weft-thread-N} by default. It begins in a copy of the context that was
     * current where it was made, and inherits no thread-locals.
     *
     * <ul>
     *   <li>Cancelling the task interrupts the thread if it is in a blocking call; interrupting the
     *       thread, from any thread, cancels what it waits for. In the thread of a pool that
     *       reaches whatever it runs then.
     *   <li>An exception goes to the thread's own uncaught exception handler if it has one, else to
     *       the loop's exception handler. The task then ends with null, as {@code Thread.join}
     *       does.
     *   <li>As daemon threads do not keep a JVM alive, these do not keep {@link Asyncio#run} from
     *       ending. {@link AbstractEventLoop#close} cancels them as it does tasks, and gives them a
     *       bounded time; a thread that never had its turn does not run any more. Close a pool
     *       before its loop, in a coroutine.
     *   <li>Starting a thread after the loop was closed throws a {@link
     *       java.util.concurrent.RejectedExecutionException}.
     * </ul>
     *
     * @return a new factory
     * @throws IllegalStateException if the loop is closed, or if the JVM was started without the
     *     flag that coroutines need; the message has the flag
     */
    public ThreadFactory threadFactory() {
        throw notImplemented("threadFactory");
    }

    /**
     * Returns an executor that runs each function in a virtual thread of this loop of its own, for
     * libraries that take an executor. Any thread may use it. Its threads are as those of {@link
     * #threadFactory}, named {@code weft-coroutine-N}, except that {@link Asyncio#run} cancels them
     * at its end and waits for them, as for every task.
     *
     * <p>Functions start in the order in which they were submitted, in a copy of the context of
     * whoever submits. Cancelling what {@code submit} returned with an interrupt ends a blocking
     * call, and what the function awaits. Shutting one executor down leaves the loop and its other
     * executors alone. When the loop is closed, functions that never had their turn are cancelled,
     * and what is submitted later is rejected with a {@link
     * java.util.concurrent.RejectedExecutionException}.
     *
     * <p>{@code close}, {@code awaitTermination} and {@code invokeAll} suspend a coroutine and
     * block any other thread, which must not be the loop's own while the loop does not run: {@code
     * awaitTermination} then throws {@link IllegalStateException}.
     *
     * @return a new executor
     * @throws IllegalStateException if the loop is closed, or if the JVM was started without the
     *     flag that coroutines need; the message has the flag
     */
    public ExecutorService coroutineExecutor() {
        throw notImplemented("coroutineExecutor");
    }

    // Signals

    /**
     * Calls a function on the loop whenever the process gets a signal, in a copy of the current
     * context. It takes the place of the loop's former one for that signal. Of several loops with a
     * handler for one signal the last one gets it. Unlike asyncio's this is for loops of any
     * thread.
     *
     * @param signal the name, such as {@code INT} or {@code SIGINT}
     * @param callback what to run; it must not wait
     * @throws IllegalArgumentException if the system or the JVM does not let the signal be handled
     * @throws UnsupportedOperationException if this runtime has no signals
     */
    public void addSignalHandler(String signal, Runnable callback) {
        throw notImplemented("addSignalHandler");
    }

    /**
     * Gives a signal its former meaning back. What was signalled before and has not reached the
     * handler will not. Closing the loop does this for all signals.
     *
     * @param signal the name, such as {@code INT} or {@code SIGINT}
     * @return whether a handler was there
     */
    public boolean removeSignalHandler(String signal) {
        throw notImplemented("removeSignalHandler");
    }

    // Errors and debug

    /**
     * Returns the exception handler.
     *
     * @return the handler that was set, or null for the default one
     */
    public @Nullable ExceptionHandler getExceptionHandler() {
        throw notImplemented("getExceptionHandler");
    }

    /**
     * Replaces the exception handler.
     *
     * @param handler the handler, or null for the default one
     */
    public void setExceptionHandler(@Nullable ExceptionHandler handler) {
        throw notImplemented("setExceptionHandler");
    }

    /**
     * Logs a failure through {@code System.Logger}.
     *
     * @param context what happened
     */
    public void defaultExceptionHandler(ExceptionContext context) {
        throw notImplemented("defaultExceptionHandler");
    }

    /**
     * Tells the exception handler of a failure. A handler that was set runs in the {@link Context}
     * of the first of {@code task}, {@code future} and {@code handle} that the report has.
     *
     * @param context what happened
     */
    public void callExceptionHandler(ExceptionContext context) {
        throw notImplemented("callExceptionHandler");
    }

    /**
     * Tells the exception handler of the futures and tasks that failed and whose exceptions nobody
     * has looked at. For loops, which call this when they close: earlier it is done for what is
     * collected.
     */
    protected final void reportUnretrieved() {
        unretrieved.report();
    }

    final UnretrievedFailures unretrieved() {
        return unretrieved;
    }

    /**
     * Tells whether debug mode is on. Any thread.
     *
     * @return whether it is on
     */
    public boolean getDebug() {
        throw notImplemented("getDebug");
    }

    /**
     * Switches debug mode: wrong threads are caught, slow callbacks reported. Any thread. It is on
     * from the start with {@code -Dweft.debug=true} or {@code WEFT_DEBUG=1}.
     *
     * @param enabled whether to switch it on
     */
    public void setDebug(boolean enabled) {
        throw notImplemented("setDebug");
    }

    /**
     * Returns how long a callback may take before debug mode reports it.
     *
     * @return the duration, 100 ms unless set
     */
    public Duration getSlowCallbackDuration() {
        throw notImplemented("getSlowCallbackDuration");
    }

    /**
     * Sets how long a callback may take before debug mode reports it.
     *
     * @param duration the duration, not negative
     * @throws IllegalArgumentException if it is negative
     */
    public void setSlowCallbackDuration(Duration duration) {
        throw notImplemented("setSlowCallbackDuration");
    }

    /** Builds the exception of a method that a loop lacks. */
    final UnsupportedOperationException notImplemented(String method) {
        return new UnsupportedOperationException(getClass().getName() + " has no " + method);
    }
}
