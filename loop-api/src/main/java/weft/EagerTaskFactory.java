package weft;

import org.jspecify.annotations.Nullable;

/** Has another factory start every task eagerly. */
record EagerTaskFactory(TaskFactory factory) implements TaskFactory {
    @Override
    public <T extends @Nullable Object> Task<T> createTask(
            AbstractEventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
        return factory.createTask(loop, coroutine, options.withEagerStart(true));
    }
}
