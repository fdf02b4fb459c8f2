package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import weft.Asyncio;
import weft.CancelledError;
import weft.Coroutine;
import weft.Future;
import weft.Task;
import weft.spi.RunningLoop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;

/** Rules of coroutines as threads: what they block on, who interrupts them, what they share. */
interface ThreadRules extends LoopFixture {
    Duration LONG = Duration.ofHours(1);

    /** How many lines a printer prints. */
    int LINES = 100_000;

    /** A coroutine, a callback and another thread share a locked stream without a deadlock. */
    @Test
    @Tag("slow")
    default void everybodyMayPrint() {
        CountingStream counter = new CountingStream();
        PrintStream out = new PrintStream(counter, true);
        Thread foreign =
                Thread.ofPlatform()
                        .name("printer")
                        .start(
                                () -> {
                                    for (int i = 0; i < LINES; i++) {
                                        out.println("thread");
                                    }
                                });
        run(
                () -> {
                    Future<Void> callbacks = loop().createFuture();
                    loop().callSoon(() -> printAndGoOn(out, LINES, callbacks));
                    for (int i = 0; i < LINES; i++) {
                        out.println("coroutine");
                        if (i % 100 == 0) {
                            Asyncio.sleep(Duration.ZERO);
                        }
                    }
                    callbacks.await();
                });
        LoopFixture.join(foreign);
        assertEquals(3 * LINES, counter.lines);
    }

    private void printAndGoOn(PrintStream out, int left, Future<Void> done) {
        out.println("callback");
        if (left == 1) {
            done.setResult(null);
        } else {
            loop().callSoon(() -> printAndGoOn(out, left - 1, done));
        }
    }

    /** Counts lines; guarded by the print stream's lock. */
    final class CountingStream extends OutputStream {
        int lines;

        @Override
        public void write(int value) {
            if (value == '\n') {
                lines++;
            }
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            for (int i = 0; i < count; i++) {
                write(bytes[from + i]);
            }
        }
    }

    /** A callback that blocks on a lock which a coroutine holds across an await gets it in time. */
    @Test
    default void callbackMayBlockOnACoroutinesLock() {
        ReentrantLock lock = new ReentrantLock();
        List<String> log = new ArrayList<>();
        run(
                () -> {
                    Future<Void> done = loop().createFuture();
                    lock.lock();
                    try {
                        loop().callSoon(
                                        () -> {
                                            lock.lock();
                                            try {
                                                log.add("callback");
                                            } finally {
                                                lock.unlock();
                                            }
                                            done.setResult(null);
                                        });
                        Asyncio.sleep(Duration.ofMillis(2));
                        log.add("coroutine");
                    } finally {
                        lock.unlock();
                    }
                    done.await();
                });
        assertEquals(List.of("coroutine", "callback"), log);
    }

    /** A monitor may be held across an await: others wait for it, the loop does not. */
    @Test
    @Tag("jdk24")
    default void monitorMayBeHeldAcrossAnAwait() {
        Object monitor = new Object();
        List<String> log = new ArrayList<>();
        run(
                () -> {
                    Task<Void> holder =
                            Asyncio.createTask(
                                    () -> {
                                        synchronized (monitor) {
                                            log.add("holds");
                                            Asyncio.sleep(Duration.ofMillis(5));
                                            log.add("lets go");
                                        }
                                    });
                    Task<Void> waiter =
                            Asyncio.createTask(
                                    () -> {
                                        synchronized (monitor) {
                                            log.add("has it");
                                        }
                                    });
                    Asyncio.sleep(Duration.ofMillis(1));
                    log.add("loop goes on");
                    waiter.await();
                    holder.await();
                });
        assertEquals(List.of("holds", "loop goes on", "lets go", "has it"), log);
    }

    /** A blocking call of the JDK suspends its coroutine only. */
    @Test
    default void blockingCallsSuspendTheCoroutine() {
        BlockingQueue<String> queue = new LinkedBlockingQueue<>();
        List<String> log = new ArrayList<>();
        run(
                () -> {
                    Task<String> taker = Asyncio.createTask(() -> queue.take());
                    Task<Void> sleeper =
                            Asyncio.createTask(
                                    () -> Thread.sleep(2)); // the blocking call under test
                    Asyncio.sleep(Duration.ZERO);
                    assertFalse(taker.done() || sleeper.done());
                    queue.put("taken");
                    log.add(taker.await());
                    sleeper.await();
                });
        assertEquals(List.of("taken"), log);
    }

    /** A coroutine that interrupted itself is cancelled at its next await, and delays nobody. */
    @Test
    default void interruptIsARequestToCancel() {
        List<String> log = new ArrayList<>();
        run(
                () -> {
                    Task<Void> interrupted =
                            Asyncio.createTask(
                                    () -> {
                                        Thread.currentThread().interrupt();
                                        try {
                                            Asyncio.sleep(LONG);
                                        } finally {
                                            log.add(
                                                    "flag "
                                                            + Thread.currentThread()
                                                                    .isInterrupted());
                                        }
                                    });
                    Task<Void> other = Asyncio.createTask(() -> Asyncio.sleep(STEP));
                    other.await();
                    assertThrows(CancelledError.class, interrupted::await);
                    assertTrue(interrupted.cancelled());
                });
        assertEquals(List.of("flag false"), log);
    }

    /** An interrupt by another thread reaches a coroutine inside an await as a cancellation. */
    @Test
    default void interruptFromOutsideCancelsTheAwait() {
        List<Thread> threads = new ArrayList<>();
        run(
                () -> {
                    Task<Object> waiting =
                            Asyncio.createTask(
                                    () -> {
                                        threads.add(Thread.currentThread());
                                        return loop().createFuture().await();
                                    });
                    Asyncio.sleep(Duration.ZERO);
                    Thread interrupter =
                            Thread.ofPlatform().start(() -> threads.get(0).interrupt());
                    assertThrows(CancelledError.class, waiting::await);
                    LoopFixture.join(interrupter);
                });
    }

    /** cancel() interrupts a coroutine inside a blocking call of the JDK, which ends the task. */
    @Test
    default void cancelInterruptsBlockingCalls() {
        BlockingQueue<String> empty = new LinkedBlockingQueue<>();
        List<Coroutine<Object>> blocked =
                List.of(
                        () -> {
                            Thread.sleep(LONG); // the blocking call under test
                            return "slept";
                        },
                        () -> empty.take());
        for (Coroutine<Object> coroutine : blocked) {
            run(
                    () -> {
                        Task<Object> task = Asyncio.createTask(coroutine);
                        Asyncio.sleep(Duration.ZERO);
                        assertTrue(task.cancel());
                        assertThrows(CancelledError.class, task::await);
                        assertTrue(task.cancelled());
                    });
        }
    }

    /** cancel() ends a read of a socket too, and closes the socket, as an interrupt does. */
    @Test
    default void cancelEndsASocketRead() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket peer = listener.accept()) {
            InputStream input = socket.getInputStream();
            run(
                    () -> {
                        Task<Integer> reader = Asyncio.createTask(() -> input.read());
                        Asyncio.sleep(Duration.ZERO);
                        reader.cancel();
                        Throwable end = assertThrows(Throwable.class, reader::await);
                        assertTrue(
                                end instanceof CancelledError || end instanceof IOException,
                                () -> "ended by " + end);
                    });
            assertTrue(socket.isClosed());
            assertFalse(peer.isClosed());
        }
    }

    /** An interrupt meant for a blocking call does not come back at a later await. */
    @Test
    default void cancelIsDeliveredOnce() {
        List<String> log = new ArrayList<>();
        run(
                () -> {
                    Task<String> task =
                            Asyncio.createTask(
                                    () -> {
                                        try {
                                            Thread.sleep(LONG); // the blocking call under test
                                        } catch (InterruptedException e) {
                                            log.add("interrupted");
                                            Asyncio.currentTask().uncancel();
                                        }
                                        Asyncio.sleep(STEP);
                                        return "went on";
                                    });
                    Asyncio.sleep(Duration.ZERO);
                    task.cancel();
                    assertEquals("went on", task.await());
                });
        assertEquals(List.of("interrupted"), log);
    }

    /** A stack overflow fails its task and nothing else. */
    @Test
    default void stackOverflowFailsItsTask() {
        run(
                () -> {
                    Task<Integer> deep = Asyncio.createTask(() -> recurse(0));
                    Task<String> other = Asyncio.createTask(() -> "fine");
                    assertThrows(StackOverflowError.class, deep::await);
                    assertEquals("fine", other.await());
                    assertInstanceOf(StackOverflowError.class, deep.exception());
                });
    }

    private static int recurse(int depth) {
        return depth < 0 ? depth : recurse(depth + 1) + 1;
    }

    /** A virtual thread started by a coroutine runs on the loop too, but is nobody's coroutine. */
    @Test
    default void childThreadsRunOnTheLoop() {
        List<Object> seen = new ArrayList<>();
        run(
                () -> {
                    Future<Void> done = loop().createFuture();
                    Thread.startVirtualThread(
                            () -> {
                                seen.add(RunningLoop.current());
                                seen.add(Asyncio.currentTask() == null);
                                seen.add(
                                        assertThrows(
                                                        IllegalStateException.class,
                                                        () -> loop().createFuture().await())
                                                .getClass());
                                done.setResult(null);
                            });
                    assertEquals(List.of(), seen, "the child ran inside its parent's turn");
                    done.await();
                });
        assertEquals(3, seen.size());
        assertSame(loop(), seen.get(0));
        assertEquals(true, seen.get(1));
        assertNull(RunningLoop.current());
    }

    /** Thread-locals are a coroutine's own, and its thread is the same after every await. */
    @Test
    default void coroutinesAreThreads() {
        ThreadLocal<String> local = new ThreadLocal<>();
        run(
                () -> {
                    local.set("main");
                    Task<String> other =
                            Asyncio.createTask(
                                    () -> {
                                        Thread before = Thread.currentThread();
                                        Asyncio.sleep(STEP);
                                        assertSame(before, Thread.currentThread());
                                        assertTrue(before.isVirtual());
                                        return local.get();
                                    });
                    assertNull(other.await());
                    assertEquals("main", local.get());
                });
    }
}
