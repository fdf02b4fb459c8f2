package weft;

import org.jspecify.annotations.Nullable;

import weft.spi.Traces;

import java.io.PrintStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A {@link Coroutine} being run by a loop, and the future of its result. For the loop's thread
 * only. The asyncio counterpart is {@code asyncio.Task}.
 *
 * <p>Created by {@link AbstractEventLoop#createTask}. A loop that brings coroutines of its own
 * extends this class.
 *
 * @param <T> the type of the result
 */
public abstract class Task<T extends @Nullable Object> extends Future<T> {
    private final Coroutine<T> coroutine;
    private final Context context;
    private @Nullable String name;
    private @Nullable Future<?> awaiting;
    private @Nullable Cancellation cancellation; // most tasks are never asked to end

    /** What {@link #cancel} was asked for, and whether it is still to be delivered. */
    private static final class Cancellation {
        int requested;
        boolean pending;
        @Nullable String message;
    }

    /**
     * Creates a task that is not yet scheduled.
     *
     * @param loop the loop that runs it
     * @param coroutine what to run
     * @param name its name, or null for {@code Task-N}, made up when asked for
     * @param context the context it runs in
     */
    protected Task(
            AbstractEventLoop loop,
            Coroutine<T> coroutine,
            @Nullable String name,
            Context context) {
        super(loop);
        this.coroutine = Objects.requireNonNull(coroutine, "coroutine");
        this.context = Objects.requireNonNull(context, "context");
        this.name = name;
    }

    /**
     * Returns the task's name.
     *
     * @return the name given, or {@code Task-N}
     */
    public final String getName() {
        if (name == null) {
            name = "Task-" + number();
        }
        return name;
    }

    /**
     * Renames the task.
     *
     * @param name the new name
     */
    public final void setName(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    /**
     * Returns what the task runs.
     *
     * @return the coroutine
     */
    public final Coroutine<T> getCoro() {
        return coroutine;
    }

    /**
     * Returns the context the task runs in.
     *
     * @return the context
     */
    public final Context getContext() {
        return context;
    }

    /**
     * Asks the task to end: a {@link CancelledError} is thrown at the point where it waits, or at
     * the next one. If it waits inside a blocking call of the JDK, its thread is interrupted, which
     * closes an interruptible channel. The coroutine may catch the error and go on.
     *
     * @param message the message of the error, or null
     * @return whether the task was not done
     */
    @Override
    public final boolean cancel(@Nullable String message) {
        if (done()) {
            return false;
        }
        Cancellation asked = cancellation;
        if (asked == null) {
            asked = new Cancellation();
            cancellation = asked;
        }
        asked.requested++;
        if (awaiting != null && awaiting.cancel(message)) {
            return true;
        }
        asked.pending = true;
        asked.message = message;
        if (awaiting == null) {
            interruptBlockingCall();
        }
        return true;
    }

    /**
     * Returns how many cancellations were requested and not taken back.
     *
     * @return the calls of {@code cancel} minus those of {@link #uncancel}
     */
    public final int cancelling() {
        Cancellation asked = cancellation;
        return asked == null ? 0 : asked.requested;
    }

    /**
     * Takes one request for cancellation back; at zero, one that is not yet delivered is dropped.
     *
     * @return how many are left
     */
    public final int uncancel() {
        Cancellation asked = cancellation;
        if (asked == null || asked.requested == 0) {
            return 0;
        }
        asked.requested--;
        if (asked.requested == 0) {
            asked.pending = false;
        }
        return asked.requested;
    }

    /**
     * Not for tasks: the coroutine sets the result.
     *
     * @param value ignored
     * @throws IllegalStateException always
     */
    @Override
    public final void setResult(T value) {
        throw new IllegalStateException("a task does not support setResult: " + this);
    }

    /**
     * Not for tasks: the coroutine sets the exception.
     *
     * @param cause ignored
     * @throws IllegalStateException always
     */
    @Override
    public final void setException(Throwable cause) {
        throw new IllegalStateException("a task does not support setException: " + this);
    }

    /**
     * Suspends the calling coroutine, which must be this task's, until {@link #wakeup}. One that
     * came before this call counts, and still gives the others one turn.
     */
    protected abstract void park();

    /** Makes the coroutine ready to go on: exactly one entry at the end of the ready queue. */
    protected abstract void wakeup();

    /** Gives the others a turn: one ready entry, as {@code sleep(0)}. */
    protected abstract void yieldNow();

    /** Interrupts the coroutine if it is inside a blocking call of the JDK. */
    protected abstract void interruptBlockingCall();

    /**
     * Checks, in debug mode, that the calling thread may wake this task. This implementation does
     * not.
     *
     * @throws IllegalStateException if it may not
     */
    protected void checkThread() {}

    /**
     * Tells whether the end of {@link Asyncio#run} leaves the task to {@link
     * AbstractEventLoop#close}, which does not wait for it for good, as it is right for what may
     * serve as long as the program lives. This implementation says no.
     *
     * @return whether it does
     */
    protected boolean isDaemon() {
        return false;
    }

    /**
     * Returns the number in the default name.
     *
     * @return the task's number, from 1
     */
    protected abstract long number();

    /**
     * Returns where the coroutine is. This implementation does not know.
     *
     * @return its frames, innermost first, the loop's own among them; empty if there are none
     */
    protected StackTraceElement[] stackTrace() {
        return new StackTraceElement[0];
    }

    /**
     * Returns the program's frames in the coroutine, without those of the loop and of the JDK.
     *
     * @return innermost first: where the task is if it is not done, where its exception came from
     *     if it failed, else nothing
     */
    public final List<StackTraceElement> getStack() {
        return getStack(Integer.MAX_VALUE);
    }

    /**
     * Returns some of the program's frames in the coroutine.
     *
     * @param limit how many at most: the innermost ones of a task that is not done, the outermost
     *     ones of an exception
     * @return innermost first, as {@link #getStack()}
     */
    public final List<StackTraceElement> getStack(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit " + limit + " is negative");
        }
        if (!done()) {
            List<StackTraceElement> frames = Traces.ofProgram(stackTrace());
            return frames.subList(0, Math.min(limit, frames.size()));
        }
        Throwable problem = failure();
        if (problem == null) {
            return List.of();
        }
        List<StackTraceElement> frames = Traces.ofProgram(problem.getStackTrace());
        return frames.subList(Math.max(0, frames.size() - limit), frames.size());
    }

    /**
     * Returns the program's frames in the coroutine and, on top of them, the call by which it
     * waits.
     *
     * @return innermost first; nothing if the task is done
     */
    public final List<StackTraceElement> getWaitStack() {
        return done() ? List.of() : Traces.ofWait(stackTrace());
    }

    /**
     * Prints what {@link #getStack()} returns, and the exception if the task failed.
     *
     * @param out where to print it
     */
    public final void printStack(PrintStream out) {
        printStack(Integer.MAX_VALUE, out);
    }

    /**
     * Prints what {@link #getStack(int)} returns, and the exception if the task failed.
     *
     * @param limit how many frames at most
     * @param out where to print it
     */
    public final void printStack(int limit, PrintStream out) {
        List<StackTraceElement> frames = getStack(limit);
        Throwable problem = failure();
        StringBuilder text = new StringBuilder();
        String title = problem == null ? "Stack for " : "Traceback for ";
        text.append(frames.isEmpty() ? "No stack for " : title).append(this);
        text.append(frames.isEmpty() ? "" : " (most recent call first):").append('\n');
        for (StackTraceElement frame : frames) {
            text.append("\tat ").append(frame).append('\n');
        }
        if (problem != null) {
            text.append(problem).append('\n');
        }
        out.print(text); // at once, so that nothing comes between
    }

    /** Has the tasks among a future's callbacks check who is about to wake them. */
    static void checkThread(@Nullable Object callbacks) {
        if (callbacks instanceof Task<?> waiter) {
            waiter.checkThread();
        } else if (callbacks instanceof List<?> list) {
            list.forEach(Task::checkThread);
        }
    }

    /**
     * Waits for a pending future, with asyncio's rules for cancellation.
     *
     * @param future a pending future of the same loop
     * @throws CancelledError if the task was cancelled and the future was not to be
     */
    final void suspendOn(Future<?> future) {
        future.addWaiter(this);
        awaiting = future;
        Cancellation before = cancellation;
        if (before != null && before.pending && future.cancel(before.message)) {
            before.pending = false;
        }
        try {
            park();
        } finally {
            awaiting = null;
            if (!future.done()) {
                future.removeWaiter(this); // thrown out of park: the loop is closing
            }
        }
        Cancellation meanwhile = cancellation;
        if (meanwhile != null && meanwhile.pending) {
            meanwhile.pending = false;
            if (!future.cancelled()) {
                throw new CancelledError(meanwhile.message);
            }
        }
    }

    /** Gives the others a turn, and delivers a pending cancellation. */
    final void suspendOnce() {
        yieldNow();
        throwIfCancelled();
    }

    /**
     * Throws a cancellation that is waiting to be delivered.
     *
     * @throws CancelledError if there is one
     */
    protected final void throwIfCancelled() {
        Cancellation asked = cancellation;
        if (asked != null && asked.pending) {
            asked.pending = false;
            throw new CancelledError(asked.message);
        }
    }

    /**
     * Tells whether a cancellation is waiting to be delivered.
     *
     * @return whether there is one
     */
    protected final boolean cancelPending() {
        Cancellation asked = cancellation;
        return asked != null && asked.pending;
    }

    /**
     * Returns the cancellation that a piece of the coroutine ended with: the error it threw, or one
     * made of the interruption with which {@link #cancel} ended a blocking call of the JDK. That
     * one then counts as delivered.
     *
     * @return the cancellation, or null if the piece failed otherwise
     */
    final @Nullable CancelledError takeCancellation(Throwable problem) {
        if (problem instanceof CancelledError cancelled) {
            return cancelled;
        }
        boolean interrupted =
                problem instanceof InterruptedException
                        || problem instanceof ClosedByInterruptException;
        Cancellation asked = cancellation;
        if (asked == null || !asked.pending || !interrupted) {
            return null;
        }
        asked.pending = false;
        CancelledError cancelled = new CancelledError(asked.message);
        cancelled.initCause(problem);
        return cancelled;
    }

    @Override
    final Supplier<String> epitaph(Throwable cause) {
        String lastName = getName();
        Coroutine<T> what = coroutine; // not this task: it is to be collected
        return () ->
                "<Task finished name='"
                        + lastName
                        + "' coro=<"
                        + Traces.describe(what)
                        + " done> exception="
                        + cause
                        + ">";
    }

    @Override
    final String kind() {
        return "Task";
    }

    @Override
    final String stateName() {
        return cancelling() > 0 && !done() ? "cancelling" : super.stateName();
    }

    @Override
    final void describe(StringBuilder text) {
        text.append(" name='").append(getName()).append("' coro=<");
        text.append(Traces.describe(coroutine));
        if (done()) {
            text.append(" done");
        } else {
            text.append(" running");
            describePlace(text);
        }
        text.append('>');
        if (awaiting != null) {
            text.append(" wait_for=").append(awaiting);
        }
    }

    private void describePlace(StringBuilder text) {
        Future<?> future = awaiting;
        if (future == null || future.done()) {
            return; // looking at a thread that is about to go on would queue it once more
        }
        List<StackTraceElement> frames = Traces.ofProgram(stackTrace());
        if (!frames.isEmpty()) {
            text.append(" at ").append(Traces.describe(frames.getFirst()));
        }
    }
}
