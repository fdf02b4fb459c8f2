package weft;

import org.jspecify.annotations.Nullable;

import weft.spi.RunningLoop;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The functions of the {@code asyncio} module, meant to be imported statically. Where asyncio would
 * {@code await}, a call here suspends the calling coroutine.
 *
 * <p>{@link #wait} cannot be imported statically, since every class has methods of that name from
 * {@link Object}: write {@code Asyncio.wait(...)}.
 */
public final class Asyncio extends Combinators {
    private Asyncio() {}

    /**
     * Runs a coroutine on a new loop: the way into a program. At the end what is left is cancelled
     * and waited for, and the loop is closed.
     *
     * @param <T> the type of the result
     * @param main the coroutine
     * @return its result
     * @throws IllegalStateException if a loop runs in this thread, or the thread is virtual
     * @throws RuntimeException the very exception the coroutine failed with, of whatever type; an
     *     {@link InterruptedException} if SIGINT cancelled it
     */
    public static <T extends @Nullable Object> T run(Coroutine<T> main) {
        return run(main, null, null);
    }

    /**
     * Runs a coroutine on a new loop. See {@link #run(Coroutine)}.
     *
     * @param <T> the type of the result
     * @param main the coroutine
     * @param debug whether to switch debug mode on or off, or null to leave it
     * @param loopFactory makes the loop, or null to have the policy make it
     * @return its result
     * @throws IllegalStateException if a loop runs in this thread, or the thread is virtual
     * @throws RuntimeException the very exception the coroutine failed with, of whatever type
     */
    public static <T extends @Nullable Object> T run(
            Coroutine<T> main,
            @Nullable Boolean debug,
            @Nullable Supplier<? extends AbstractEventLoop> loopFactory) {
        try (Runner runner = new Runner(debug, loopFactory)) {
            return runner.run(main);
        }
    }

    /**
     * Runs a coroutine without a result on a new loop. See {@link #run(Coroutine)}.
     *
     * @param main the coroutine
     */
    public static void run(VoidCoroutine main) {
        run(main.toCoroutine());
    }

    /**
     * Starts a coroutine as a task of the running loop.
     *
     * @param <T> the type of the result
     * @param coroutine the coroutine
     * @return its task
     * @throws IllegalStateException if no loop runs in this thread
     */
    public static <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return getRunningLoop().createTask(coroutine, TaskOptions.DEFAULTS);
    }

    /**
     * Starts a coroutine without a result as a task of the running loop.
     *
     * @param coroutine the coroutine
     * @return its task
     * @throws IllegalStateException if no loop runs in this thread
     */
    public static Task<Void> createTask(VoidCoroutine coroutine) {
        return getRunningLoop().createTask(coroutine.toCoroutine(), TaskOptions.DEFAULTS);
    }

    /**
     * Starts a coroutine as a task of the running loop.
     *
     * @param <T> the type of the result
     * @param coroutine the coroutine
     * @param options name, context, eager start
     * @return its task
     * @throws IllegalStateException if no loop runs in this thread
     */
    public static <T extends @Nullable Object> Task<T> createTask(
            Coroutine<T> coroutine, TaskOptions options) {
        return getRunningLoop().createTask(coroutine, options);
    }

    /**
     * Starts a coroutine without a result as a task of the running loop.
     *
     * @param coroutine the coroutine
     * @param options name, context, eager start
     * @return its task
     * @throws IllegalStateException if no loop runs in this thread
     */
    public static Task<Void> createTask(VoidCoroutine coroutine, TaskOptions options) {
        return getRunningLoop().createTask(coroutine, options);
    }

    /**
     * Suspends the calling coroutine for a time. Zero or less gives the others one turn.
     *
     * @param delay how long
     * @throws CancelledError if the task is cancelled meanwhile
     * @throws IllegalStateException outside a coroutine
     */
    public static void sleep(Duration delay) {
        sleep(delay, null);
    }

    /**
     * Suspends the calling coroutine for a time.
     *
     * @param <T> the type of the result
     * @param delay how long; zero or less gives the others one turn
     * @param result what to return
     * @return the result given
     * @throws CancelledError if the task is cancelled meanwhile
     * @throws IllegalStateException outside a coroutine
     */
    public static <T extends @Nullable Object> T sleep(Duration delay, T result) {
        Task<?> task = requireTask("sleep");
        if (delay.isZero() || delay.isNegative()) {
            task.suspendOnce();
            return result;
        }
        AbstractEventLoop loop = task.getLoop();
        Sleep sleep = new Sleep(loop);
        TimerHandle timer = loop.callLater(delay, sleep);
        try {
            sleep.await();
        } finally {
            timer.cancel();
        }
        return result;
    }

    /**
     * Runs a blocking function on the loop's pool of threads, in a copy of the current context, and
     * suspends the calling coroutine until it returns.
     *
     * @param <T> the type of the result
     * @param function the function
     * @return its result
     * @throws CancelledError if the task is cancelled meanwhile; a function that has started goes
     *     on
     * @throws IllegalStateException outside a coroutine
     * @throws RuntimeException the very exception the function threw, of whatever type
     */
    public static <T extends @Nullable Object> T toThread(Callable<T> function) {
        AbstractEventLoop loop = requireTask("toThread").getLoop();
        Context context = Context.copyContext();
        return loop.runInExecutor(null, () -> context.run(function)).await();
    }

    /**
     * Runs a blocking function without a result on the loop's pool of threads. See {@link
     * #toThread(Callable)}.
     *
     * @param function the function
     */
    public static void toThread(Runnable function) {
        toThread(Executors.callable(function));
    }

    /**
     * Starts a coroutine on a loop that runs in another thread. Any thread but the loop's.
     *
     * @param <T> the type of the result
     * @param coroutine the coroutine
     * @param loop the loop
     * @return its result, to be waited for by blocking; cancelling it cancels the task
     * @throws IllegalStateException if the loop is closed
     */
    public static <T extends @Nullable Object> CompletableFuture<T> runCoroutineThreadsafe(
            Coroutine<T> coroutine, AbstractEventLoop loop) {
        return ThreadsafeRun.start(coroutine, loop);
    }

    /**
     * Returns the running task.
     *
     * @return the task, or null outside a coroutine
     */
    public static @Nullable Task<?> currentTask() {
        return RunningLoop.currentTask();
    }

    /**
     * Returns the tasks of the running loop that are not done.
     *
     * @return a new set
     * @throws IllegalStateException if no loop runs in this thread
     */
    public static Set<Task<?>> allTasks() {
        return getRunningLoop().allTasks();
    }

    /**
     * Returns the loop that runs in this thread.
     *
     * @return the loop
     * @throws IllegalStateException if there is none
     */
    public static AbstractEventLoop getRunningLoop() {
        AbstractEventLoop loop = RunningLoop.current();
        if (loop == null) {
            throw new IllegalStateException(
                    "no running event loop in thread '"
                            + Thread.currentThread().getName()
                            + "': call this from a coroutine or a callback");
        }
        return loop;
    }

    /**
     * Returns the running loop, or else what the policy says.
     *
     * @return the loop
     * @throws IllegalStateException if there is none
     */
    public static AbstractEventLoop getEventLoop() {
        AbstractEventLoop loop = RunningLoop.current();
        return loop != null ? loop : EventLoopPolicies.get().getEventLoop();
    }

    /**
     * Sets the calling thread's loop in the policy.
     *
     * @param loop the loop, or null to take it away
     */
    public static void setEventLoop(@Nullable AbstractEventLoop loop) {
        EventLoopPolicies.get().setEventLoop(loop);
    }

    /**
     * Creates a loop as the policy says.
     *
     * @return a new loop, not running
     */
    public static AbstractEventLoop newEventLoop() {
        return EventLoopPolicies.get().newEventLoop();
    }

    /**
     * Returns a task factory that starts every task eagerly: it runs at once until it first
     * suspends. The asyncio counterpart is {@code asyncio.eager_task_factory}.
     *
     * @return the factory, for {@link AbstractEventLoop#setTaskFactory}
     */
    public static TaskFactory eagerTaskFactory() {
        return createEagerTaskFactory(AbstractEventLoop::newTask);
    }

    /**
     * Returns a task factory that has another one start every task eagerly. The asyncio counterpart
     * is {@code asyncio.create_eager_task_factory}.
     *
     * @param factory makes the tasks
     * @return the factory, for {@link AbstractEventLoop#setTaskFactory}
     */
    public static TaskFactory createEagerTaskFactory(TaskFactory factory) {
        return new EagerTaskFactory(factory);
    }

    /**
     * Tells whether something is a future or a task.
     *
     * @param object anything
     * @return whether it is a {@link Future}
     */
    public static boolean isFuture(@Nullable Object object) {
        return object instanceof Future;
    }

    /**
     * Tells whether something can be run as a task. A coroutine function and the coroutine that a
     * call of it gives are the same thing here. The asyncio counterparts are {@code iscoroutine}
     * and {@code iscoroutinefunction}.
     *
     * @param object anything
     * @return whether it is a {@link Coroutine} or a {@link VoidCoroutine}
     */
    public static boolean isCoroutine(@Nullable Object object) {
        return object instanceof Coroutine || object instanceof VoidCoroutine;
    }

    /**
     * Captures who waits for the current task.
     *
     * @return the graph, or null outside a coroutine
     * @throws IllegalStateException if no loop runs in this thread
     */
    public static @Nullable CallGraph captureCallGraph() {
        return CallGraph.capture(null, Integer.MAX_VALUE);
    }

    /**
     * Captures who waits for a future. For the thread of its loop.
     *
     * @param future the future, or null for the current task
     * @param limit how many frames of each task: the innermost ones, or, if negative, so many of
     *     the outermost ones
     * @return the graph, or null if there is no current task
     * @throws IllegalStateException without a future, if no loop runs in this thread
     */
    public static @Nullable CallGraph captureCallGraph(@Nullable Future<?> future, int limit) {
        return CallGraph.capture(future, limit);
    }

    /**
     * Formats who waits for a future. See {@link #captureCallGraph(Future, int)}.
     *
     * @param future the future, or null for the current task
     * @param limit how many frames of each task
     * @return several lines, or nothing if there is no current task
     */
    public static String formatCallGraph(@Nullable Future<?> future, int limit) {
        CallGraph graph = CallGraph.capture(future, limit);
        return graph == null ? "" : graph.format();
    }

    /**
     * Prints who waits for a future. See {@link #captureCallGraph(Future, int)}.
     *
     * @param future the future, or null for the current task
     * @param limit how many frames of each task
     * @param out where to print it
     */
    public static void printCallGraph(@Nullable Future<?> future, int limit, PrintStream out) {
        out.println(formatCallGraph(future, limit));
    }

    /**
     * Prints who waits for the current task.
     *
     * @param out where to print it
     */
    public static void printCallGraph(PrintStream out) {
        printCallGraph(null, Integer.MAX_VALUE, out);
    }

    /**
     * Returns the task of the calling coroutine.
     *
     * @throws IllegalStateException outside a coroutine
     */
    static Task<?> requireTask(String what) {
        Task<?> task = RunningLoop.currentTask();
        if (task == null) {
            throw new IllegalStateException(
                    what
                            + " outside a coroutine: only code started by run() or createTask() can"
                            + " wait");
        }
        return task;
    }
}
