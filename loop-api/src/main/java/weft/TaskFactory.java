package weft;

import org.jspecify.annotations.Nullable;

/**
 * Makes the tasks of a loop: an implementation may count them, name them, wrap the coroutine or
 * change the options, and then has {@link AbstractEventLoop#newTask} make the task. Its method is
 * generic, so that it is written as a class or a method reference, not as a lambda. The asyncio
 * counterpart is the argument of {@code loop.set_task_factory}.
 */
@FunctionalInterface
public interface TaskFactory {
    /**
     * Makes a task. Called by {@code createTask}, on the loop's thread.
     *
     * @param <T> the type of the result
     * @param loop the loop
     * @param coroutine what to run
     * @param options name, context, eager start
     * @return the task, scheduled or done
     */
    <T extends @Nullable Object> Task<T> createTask(
            AbstractEventLoop loop, Coroutine<T> coroutine, TaskOptions options);
}
