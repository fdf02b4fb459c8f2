package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertThrows;

import static weft.Asyncio.currentTask;
import static weft.Asyncio.sleep;
import static weft.testkit.coroutines.CoroutineFixture.NEVER;

import weft.CancelledError;
import weft.ExceptionGroup;
import weft.Task;
import weft.TaskGroup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What the rules of task groups have in common: ways to fail. */
final class TaskGroupFixture {
    private TaskGroupFixture() {}

    /** Returns the task that runs. */
    static Task<?> current() {
        return Objects.requireNonNull(currentTask());
    }

    /** Fails after a while. */
    static void crashAfter(Duration delay) {
        sleep(delay);
        throw new ArithmeticException();
    }

    /** Sleeps, and fails with something else when it is cancelled. */
    static void failOnCancel(RuntimeException problem) {
        try {
            sleep(NEVER);
        } catch (CancelledError e) {
            throw problem;
        }
    }

    /** Returns of what types the failures of a group are. */
    static List<Class<?>> types(ExceptionGroup group) {
        List<Class<?>> types = new ArrayList<>();
        group.exceptions().forEach(each -> types.add(each.getClass()));
        return types;
    }

    /** Checks that a group fails, and returns with what. */
    static ExceptionGroup assertGroupFails(TaskGroup.VoidBody body) {
        return assertThrows(ExceptionGroup.class, () -> TaskGroup.run(body));
    }
}
