package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.gather;

import weft.Barrier;
import weft.Task;
import weft.VoidCoroutine;

import java.util.ArrayList;
import java.util.List;

/** What the rules of barriers have in common: parties. */
interface BarrierFixture extends CoroutineFixture {
    /** How many parties most barriers here have. */
    int PARTIES = 5;

    /** Starts so many tasks that do the same. */
    default List<Task<Void>> start(int count, VoidCoroutine coroutine) {
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(createTask(coroutine));
        }
        return tasks;
    }

    /** Has so many tasks do the same, and waits for them. */
    default void runAll(int count, VoidCoroutine coroutine) {
        gather(start(count, coroutine)).await();
    }

    /** Checks that nobody waits at a barrier, which is as good as new. */
    static void assertIdle(Barrier barrier) {
        assertEquals(0, barrier.nWaiting());
        assertFalse(barrier.broken());
        assertTrue(barrier.toString().contains("filling"), barrier::toString);
    }
}
