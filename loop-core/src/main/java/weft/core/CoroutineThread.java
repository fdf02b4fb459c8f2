package weft.core;

import org.jspecify.annotations.Nullable;

import weft.Context;
import weft.Task;

/** The virtual thread of a task's coroutine. */
final class CoroutineThread extends LoopThread {
    private final CoroutineTask<?> task;

    CoroutineThread(Scheduler scheduler, CoroutineTask<?> task, Context context) {
        super(scheduler, "", context, task); // one object less than a lambda
        this.task = task;
    }

    @Override
    void enqueueStarted() {
        task.enqueueStarted();
    }

    /** Makes the task known to the loop if it is not yet. Loop thread. */
    void registerOnce() {
        if (task instanceof ThreadTask started) {
            started.registerOnce();
        }
    }

    @Override
    @Nullable Task<?> ownTask() {
        return task;
    }

    @Override
    public String toString() {
        return task.toString();
    }
}
