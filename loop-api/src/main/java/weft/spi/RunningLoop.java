package weft.spi;

import org.jspecify.annotations.Nullable;

import weft.AbstractEventLoop;
import weft.Task;

import java.util.Objects;
import java.util.function.Function;

/**
 * Knows which loop runs on the calling thread, and which task. Loops enter and leave; everybody
 * else asks through {@code Asyncio.getRunningLoop} and {@code Asyncio.currentTask}.
 *
 * <p>A platform thread has at most one running loop. A virtual thread is asked about through the
 * resolver that the engine installs, since it belongs to a loop by its scheduler, not by a
 * thread-local, which would cost memory in every coroutine. The asyncio counterpart is {@code
 * events._set_running_loop}.
 */
public final class RunningLoop {
    private static final ThreadLocal<@Nullable AbstractEventLoop> ON_PLATFORM_THREAD =
            new ThreadLocal<>();

    private static volatile Function<Thread, @Nullable LoopConfined> resolver = thread -> null;

    private RunningLoop() {}

    /**
     * Returns the loop that runs on the calling thread.
     *
     * @return the loop, or null if there is none
     */
    public static @Nullable AbstractEventLoop current() {
        Thread thread = Thread.currentThread();
        if (thread.isVirtual()) {
            LoopConfined confined = resolver.apply(thread);
            return confined == null ? null : confined.loop();
        }
        return ON_PLATFORM_THREAD.get();
    }

    /**
     * Returns the task that runs on the calling thread.
     *
     * @return the task, or null outside a coroutine
     */
    public static @Nullable Task<?> currentTask() {
        LoopConfined confined = confinement();
        return confined == null ? null : confined.task();
    }

    /**
     * Returns what the calling thread is to its loop.
     *
     * @return the answer for a virtual thread on a loop, or null for any other thread
     */
    public static @Nullable LoopConfined confinement() {
        Thread thread = Thread.currentThread();
        return thread.isVirtual() ? resolver.apply(thread) : null;
    }

    /**
     * Marks a loop as running on the calling platform thread.
     *
     * @param loop the loop
     * @throws IllegalStateException if the thread is virtual or already runs a loop
     */
    public static void enter(AbstractEventLoop loop) {
        Objects.requireNonNull(loop, "loop");
        requireNone();
        ON_PLATFORM_THREAD.set(loop);
    }

    /**
     * Checks that a loop could run on the calling thread.
     *
     * @throws IllegalStateException if the thread is virtual or already runs a loop
     */
    public static void requireNone() {
        if (Thread.currentThread().isVirtual()) {
            AbstractEventLoop around = current();
            throw new IllegalStateException(
                    around == null
                            ? "a loop cannot run on a virtual thread: start it on a platform"
                                    + " thread, such as main or new Thread(loop::runForever)"
                            : "cannot run an event loop inside a running one, "
                                    + around
                                    + ": use createTask() and await() here");
        }
        AbstractEventLoop running = ON_PLATFORM_THREAD.get();
        if (running != null) {
            throw new IllegalStateException(
                    "cannot run the event loop while another loop is running in this thread: "
                            + running);
        }
    }

    /** Marks the calling platform thread as running no loop. */
    public static void exit() {
        ON_PLATFORM_THREAD.remove();
    }

    /**
     * Installs what tells which loop a virtual thread belongs to. For the engine.
     *
     * @param function maps a virtual thread to its loop, or to null if it belongs to none
     */
    public static void resolveVirtualThreadsWith(
            Function<Thread, @Nullable LoopConfined> function) {
        resolver = Objects.requireNonNull(function, "function");
    }
}
