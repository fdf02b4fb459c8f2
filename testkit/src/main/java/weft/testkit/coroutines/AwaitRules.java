package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import static weft.Asyncio.createTask;
import static weft.Asyncio.getRunningLoop;
import static weft.testkit.coroutines.CoroutineFixture.turn;

import org.junit.jupiter.api.Test;

import weft.CancelledError;
import weft.Future;
import weft.Task;

import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Rules of how a coroutine waits: who can end that, and who can look at it. */
interface AwaitRules extends CoroutineFixture {
    /** Looked at by another thread all the time, which holds the thread fast for each look. */
    @Test
    default void aWatchedCoroutineLosesNoTurn() throws InterruptedException {
        int turns = 2_000;
        List<Thread> threads = new ArrayList<>();
        AtomicBoolean done = new AtomicBoolean();
        List<Thread> watchers = new ArrayList<>();
        try {
            run(
                    () -> {
                        Task<Integer> watched =
                                createTask(
                                        () -> {
                                            threads.add(Thread.currentThread());
                                            int count = 0;
                                            for (; count < turns; count++) {
                                                Future<Integer> next =
                                                        getRunningLoop().createFuture();
                                                getRunningLoop().callSoon(() -> next.setResult(1));
                                                next.await();
                                            }
                                            return count;
                                        });
                        turn();
                        Thread thread = threads.get(0);
                        watchers.add(
                                Thread.ofPlatform()
                                        .start(
                                                () -> {
                                                    while (!done.get()) {
                                                        thread.getStackTrace();
                                                    }
                                                }));
                        assertEquals(turns, watched.await());
                    });
        } finally {
            done.set(true);
            for (Thread watcher : watchers) {
                watcher.join();
            }
        }
    }

    /** A channel that the coroutine has used stands between it and who interrupts it no longer. */
    @Test
    default void interruptReachesAnAwaitAfterTheUseOfAChannel() {
        run(
                () -> {
                    List<Thread> threads = new ArrayList<>();
                    List<String> log = new ArrayList<>();
                    Task<Void> waiting =
                            createTask(
                                    () -> {
                                        threads.add(Thread.currentThread());
                                        Future<Integer> earlier = getRunningLoop().createFuture();
                                        getRunningLoop().callSoon(() -> earlier.setResult(1));
                                        earlier.await();
                                        Pipe pipe = Pipe.open();
                                        try (var sink = pipe.sink();
                                                var source = pipe.source()) {
                                            sink.write(ByteBuffer.allocate(1));
                                            assertEquals(1, source.read(ByteBuffer.allocate(1)));
                                        }
                                        log.add("used");
                                        getRunningLoop().createFuture().await();
                                    });
                    while (log.isEmpty()) {
                        turn();
                    }
                    turn();
                    Thread interrupter =
                            Thread.ofPlatform().start(() -> threads.get(0).interrupt());
                    assertThrows(CancelledError.class, waiting::await);
                    interrupter.join();
                });
    }

    /** An interrupt is for the one that is interrupted: others that wait know nothing of it. */
    @Test
    default void interruptReachesNobodyElse() {
        run(
                () -> {
                    List<Thread> threads = new ArrayList<>();
                    Future<String> shared = getRunningLoop().createFuture();
                    Task<String> interrupted =
                            createTask(
                                    () -> {
                                        threads.add(Thread.currentThread());
                                        return getRunningLoop().<String>createFuture().await();
                                    });
                    Task<String> bystander = createTask(shared::await);
                    turn();
                    Thread interrupter =
                            Thread.ofPlatform().start(() -> threads.get(0).interrupt());
                    assertThrows(CancelledError.class, interrupted::await);
                    interrupter.join();
                    turn();
                    assertFalse(bystander.done(), "still waiting");
                    shared.setResult("undisturbed");
                    assertEquals("undisturbed", bystander.await());
                });
    }
}
