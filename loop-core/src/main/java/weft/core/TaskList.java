package weft.core;

import org.jspecify.annotations.Nullable;

import weft.Task;

import java.util.LinkedHashSet;
import java.util.Set;

/** The tasks of a loop that are not done, linked through themselves. Loop thread. */
final class TaskList {
    private @Nullable CoroutineTask<?> first;

    void add(CoroutineTask<?> task) {
        task.next = first;
        if (first != null) {
            first.previous = task;
        }
        first = task;
    }

    void remove(CoroutineTask<?> task) {
        CoroutineTask<?> before = task.previous;
        CoroutineTask<?> after = task.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        task.previous = null;
        task.next = null;
    }

    boolean isEmpty() {
        return first == null;
    }

    Set<Task<?>> toSet() {
        Set<Task<?>> tasks = new LinkedHashSet<>();
        for (CoroutineTask<?> task = first; task != null; task = task.next) {
            tasks.add(task);
        }
        return tasks;
    }
}
