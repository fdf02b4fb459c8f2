package weft;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Runs tasks that belong together: {@link #run} returns when all are done, and the first failure
 * cancels the rest. For the loop's thread. The asyncio counterpart is {@code asyncio.TaskGroup};
 * since try-with-resources does not tell {@code close} what the block threw, the block is a lambda
 * here.
 *
 * {@snippet :
 * TaskGroup.run(group -> {
 *     group.createTask(() -> fetch("a"));
 *     group.createTask(() -> fetch("b"));
 * });
 * }
 */
public final class TaskGroup {
    /**
     * What runs in a group and has a result.
     *
     * @param <T> the type of the result
     */
    @FunctionalInterface
    public interface Body<T extends @Nullable Object> {
        /**
         * Runs in the calling coroutine's task.
         *
         * @param group starts the tasks
         * @return the result of {@link TaskGroup#call}
         * @throws Exception any exception; it cancels the tasks
         */
        T run(TaskGroup group) throws Exception;
    }

    /** What runs in a group and has no result. */
    @FunctionalInterface
    public interface VoidBody {
        /**
         * Runs in the calling coroutine's task.
         *
         * @param group starts the tasks
         * @throws Exception any exception; it cancels the tasks
         */
        void run(TaskGroup group) throws Exception;
    }

    private final class WhenDone implements Consumer<Future<?>>, Awaiter {
        @Override
        public void accept(Future<?> task) {
            onTaskDone(task);
        }

        @Override
        public Future<?> awaiter() {
            return parent;
        }

        @Override
        public String toString() {
            return "TaskGroup.onTaskDone";
        }
    }

    private final Task<?> parent;
    private final AbstractEventLoop loop;
    private final Consumer<Future<?>> whenDone = new WhenDone();
    private final Set<Task<?>> tasks = new LinkedHashSet<>();
    private final List<Throwable> errors = new ArrayList<>();
    private @Nullable Throwable fatal;
    private @Nullable Future<@Nullable Void> completed;
    private boolean exiting;
    private boolean aborting;
    private boolean parentCancelRequested;

    private TaskGroup(Task<?> parent) {
        this.parent = parent;
        this.loop = parent.getLoop();
    }

    /**
     * Runs a body in the calling coroutine's task and waits for all tasks that it, or they, started
     * in the group. When the body or a task fails, the others are cancelled, the body too, and
     * waited for.
     *
     * @param <T> the type of the result
     * @param body starts the tasks
     * @return the body's result
     * @throws ExceptionGroup if something failed, with all failures; cancellations are none
     * @throws CancelledError if the calling task was cancelled and nothing failed
     * @throws OutOfMemoryError as it is, without a group, if that is what failed; {@link
     *     InternalError} likewise
     * @throws IllegalStateException outside a coroutine
     */
    public static <T extends @Nullable Object> T call(Body<T> body) {
        TaskGroup group = new TaskGroup(Asyncio.requireTask("a task group"));
        T result;
        try {
            result = body.run(group);
        } catch (Throwable e) {
            group.exit(e);
            throw Future.<RuntimeException>asUnchecked(e); // not reached: exit threw something
        }
        group.exit(null);
        return result;
    }

    /**
     * Runs a body without a result, and waits for the tasks. See {@link #call}.
     *
     * @param body starts the tasks
     * @throws ExceptionGroup if something failed, with all failures
     * @throws CancelledError if the calling task was cancelled and nothing failed
     * @throws IllegalStateException outside a coroutine
     */
    public static void run(VoidBody body) {
        call(
                group -> {
                    body.run(group);
                    return null;
                });
    }

    /**
     * Starts a coroutine as a task of the group.
     *
     * @param <T> the type of the result
     * @param coroutine the coroutine
     * @return its task
     * @throws IllegalStateException if the group is over, or shutting down after a failure
     */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return createTask(coroutine, TaskOptions.DEFAULTS);
    }

    /**
     * Starts a coroutine without a result as a task of the group.
     *
     * @param coroutine the coroutine
     * @return its task
     * @throws IllegalStateException if the group is over, or shutting down after a failure
     */
    public Task<Void> createTask(VoidCoroutine coroutine) {
        return createTask(coroutine.toCoroutine(), TaskOptions.DEFAULTS);
    }

    /**
     * Starts a coroutine as a task of the group.
     *
     * @param <T> the type of the result
     * @param coroutine the coroutine
     * @param options name, context, eager start
     * @return its task
     * @throws IllegalStateException if the group is over, or shutting down after a failure
     */
    public <T extends @Nullable Object> Task<T> createTask(
            Coroutine<T> coroutine, TaskOptions options) {
        if (exiting && tasks.isEmpty()) {
            throw new IllegalStateException("the task group is finished: " + this);
        }
        if (aborting) {
            throw new IllegalStateException("the task group is shutting down: " + this);
        }
        Task<T> task = loop.createTask(coroutine, options);
        if (task.done()) {
            onTaskDone(task); // started eagerly, and never suspended
        } else {
            tasks.add(task);
            task.addDoneCallback(whenDone);
        }
        return task;
    }

    /**
     * Starts a coroutine without a result as a task of the group.
     *
     * @param coroutine the coroutine
     * @param options name, context, eager start
     * @return its task
     * @throws IllegalStateException if the group is over, or shutting down after a failure
     */
    public Task<Void> createTask(VoidCoroutine coroutine, TaskOptions options) {
        return createTask(coroutine.toCoroutine(), options);
    }

    /** Waits for the tasks, and throws what the group ends with. Returns only if all went well. */
    private void exit(@Nullable Throwable problem) {
        exiting = true;
        CancelledError cancelled = problem == null ? null : parent.takeCancellation(problem);
        Throwable failure = cancelled == null ? problem : null;
        if (failure != null) {
            noteIfFatal(failure);
        }
        if (problem != null && !aborting) {
            abort();
        }
        CancelledError meanwhile = awaitTasks();
        if (meanwhile != null) {
            cancelled = meanwhile;
        }
        if (fatal != null) {
            throw Future.<RuntimeException>asUnchecked(fatal);
        }
        if (parentCancelRequested && parent.uncancel() == 0) {
            cancelled = null; // it was the group's own request, and nobody else's
        }
        if (cancelled != null && errors.isEmpty()) {
            throw cancelled;
        }
        if (failure != null) {
            errors.add(failure);
        }
        throwErrors();
    }

    /**
     * Waits for the tasks, and returns the cancellation of the parent that came first meanwhile.
     */
    private @Nullable CancelledError awaitTasks() {
        CancelledError cancelled = null;
        while (!tasks.isEmpty()) {
            Future<@Nullable Void> waited = loop.createFuture();
            completed = waited;
            try {
                waited.await();
            } catch (CancelledError e) {
                if (!aborting) {
                    cancelled = e;
                    abort();
                }
            }
            completed = null;
        }
        return cancelled;
    }

    private void throwErrors() {
        if (errors.isEmpty()) {
            return;
        }
        if (parent.cancelling() > 0) {
            // Somebody else's request is still to be delivered: at the next await, after the group.
            parent.uncancel();
            parent.cancel();
        }
        ExceptionGroup group = new ExceptionGroup("unhandled errors in a TaskGroup", errors);
        errors.clear(); // who holds the group shall not hold them
        throw group;
    }

    private void abort() {
        aborting = true;
        for (Task<?> task : tasks) {
            if (!task.done()) {
                task.cancel();
            }
        }
    }

    private void onTaskDone(Future<?> task) {
        tasks.remove(task);
        Future<@Nullable Void> waited = completed;
        if (waited != null && tasks.isEmpty() && !waited.done()) {
            waited.setResult(null);
        }
        Throwable problem = task.cancelled() ? null : task.exception();
        if (problem == null) {
            return;
        }
        errors.add(problem);
        noteIfFatal(problem);
        if (!aborting && !parentCancelRequested) {
            abort();
            parentCancelRequested = true;
            parent.cancel(); // wakes the body; taken back when the group ends
        }
    }

    private void noteIfFatal(Throwable problem) {
        boolean isFatal = problem instanceof OutOfMemoryError || problem instanceof InternalError;
        if (isFatal && fatal == null) {
            fatal = problem;
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("<TaskGroup");
        if (!tasks.isEmpty()) {
            text.append(" tasks=").append(tasks.size());
        }
        if (!errors.isEmpty()) {
            text.append(" errors=").append(errors.size());
        }
        return text.append(aborting ? " cancelling>" : " entered>").toString();
    }
}
