package weft;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;

/** Links a task to a future that another thread can block on. */
final class ThreadsafeRun {
    private ThreadsafeRun() {}

    static <T extends @Nullable Object> CompletableFuture<T> start(
            Coroutine<T> coroutine, AbstractEventLoop loop) {
        CompletableFuture<T> outside = new CompletableFuture<>();
        loop.callSoonThreadsafe(
                () -> {
                    Task<T> task;
                    try {
                        task = loop.createTask(coroutine);
                    } catch (RuntimeException e) {
                        outside.completeExceptionally(e);
                        throw e;
                    }
                    task.addDoneCallback(done -> copy(task, outside));
                    outside.whenComplete(
                            (value, problem) -> {
                                if (outside.isCancelled() && !loop.isClosed()) {
                                    loop.callSoonThreadsafe(() -> cancel(task));
                                }
                            });
                });
        return outside;
    }

    private static void cancel(Task<?> task) {
        if (!task.done()) {
            task.cancel();
        }
    }

    private static <T extends @Nullable Object> void copy(
            Task<T> task, CompletableFuture<T> outside) {
        if (task.cancelled()) {
            outside.cancel(false);
            return;
        }
        Throwable problem = task.exception();
        if (problem != null) {
            outside.completeExceptionally(problem);
        } else {
            outside.complete(task.result());
        }
    }
}
