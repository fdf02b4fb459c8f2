package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.Future;
import weft.VoidCoroutine;
import weft.spi.RunningLoop;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Rules of running, stopping and closing a loop, and of the thread it belongs to. */
interface LifecycleRules extends LoopFixture {
    /** stop() lets the running batch finish, and what it scheduled waits for the next run. */
    @Test
    default void stopFinishesTheBatch() {
        List<String> log = new ArrayList<>();
        loop().callSoon(
                        () -> {
                            log.add("first");
                            loop().stop();
                            loop().callSoon(() -> log.add("next run"));
                        });
        loop().callSoon(() -> log.add("same batch"));
        loop().runForever();
        assertEquals(List.of("first", "same batch"), log);
        iterate(1);
        assertEquals(List.of("first", "same batch", "next run"), log);
    }

    /** stop() before a run makes that run one iteration long, without waiting for anything. */
    @Test
    default void stopBeforeRunIsOneIteration() {
        List<String> log = new ArrayList<>();
        loop().callSoon(() -> loop().callSoon(() -> log.add("second iteration")));
        loop().callLater(Duration.ofHours(1), () -> log.add("timer"));
        loop().stop();
        loop().runForever();
        assertEquals(List.of(), log);
        iterate(1);
        assertEquals(List.of("second iteration"), log);
    }

    /** A stop ends one run, not the next. */
    @Test
    default void stopIsForgottenAfterTheRun() {
        iterate(1);
        List<String> log = new ArrayList<>();
        loop().callSoon(() -> loop().callSoon(() -> loop().callSoon(loop()::stop)));
        loop().callSoon(() -> log.add("ran"));
        loop().runForever();
        assertEquals(List.of("ran"), log);
    }

    /** runUntilComplete returns the result, throws the very exception, and knows it was stopped. */
    @Test
    default void runUntilCompleteTellsTheOutcome() {
        Future<String> future = loop().createFuture();
        loop().callSoon(() -> future.setResult("result"));
        assertEquals("result", loop().runUntilComplete(future));
        assertEquals("result", loop().runUntilComplete(future), "a future that is done");
        Future<String> failing = loop().createFuture();
        IOException checked = new IOException("checked");
        loop().callSoon(() -> failing.setException(checked));
        assertSame(
                checked, assertThrows(IOException.class, () -> loop().runUntilComplete(failing)));
        Future<String> never = loop().createFuture();
        loop().callSoon(loop()::stop);
        IllegalStateException stopped =
                assertThrows(IllegalStateException.class, () -> loop().runUntilComplete(never));
        LoopFixture.assertSays("stopped before Future completed", stopped);
    }

    /** A future of another loop is refused. */
    @Test
    default void foreignFutureIsRefused() {
        try (AbstractEventLoop other = openLoop()) {
            Future<String> future = other.createFuture();
            assertThrows(IllegalArgumentException.class, () -> loop().runUntilComplete(future));
        }
    }

    /** A closed loop says that it is closed, also to somebody with a future of another loop. */
    @Test
    default void closedLoopSaysSoBeforeItLooksAtTheFuture() {
        try (AbstractEventLoop other = openLoop()) {
            Future<String> future = other.createFuture();
            loop().close();
            IllegalStateException failure =
                    assertThrows(
                            IllegalStateException.class, () -> loop().runUntilComplete(future));
            LoopFixture.assertSays("closed", failure);
        }
    }

    /** A coroutine whose error ends the run has told its caller, and is not reported as well. */
    @Test
    default void errorThatEndsTheRunIsToldOnce() {
        InternalError error = new InternalError("ends the run");
        VoidCoroutine failing =
                () -> {
                    throw error;
                };
        assertSame(error, assertThrows(InternalError.class, () -> run(failing)));
        loop().close();
        assertEquals(List.of(), takeReports());
    }

    /** The loop is running, and known as the running one, inside callbacks only. */
    @Test
    default void runningLoopIsKnown() {
        assertFalse(loop().isRunning());
        assertNull(RunningLoop.current());
        List<Object> seen = new ArrayList<>();
        loop().callSoon(
                        () -> {
                            seen.add(loop().isRunning());
                            seen.add(Asyncio.getRunningLoop());
                        });
        iterate(1);
        assertEquals(List.of(true, loop()), seen);
        assertFalse(loop().isRunning());
        assertThrows(IllegalStateException.class, Asyncio::getRunningLoop);
    }

    /** Running a loop inside a running one fails, the same one or another. */
    @Test
    default void nestedRunFails() {
        List<Throwable> failures = new ArrayList<>();
        try (AbstractEventLoop other = openLoop()) {
            loop().callSoon(
                            () -> {
                                failures.add(failureOf(loop()::runForever));
                                failures.add(failureOf(other::runForever));
                                failures.add(failureOf(() -> Asyncio.run(() -> {})));
                            });
            iterate(1);
        }
        assertEquals(3, failures.size());
        failures.forEach(each -> assertInstanceOf(IllegalStateException.class, each));
        LoopFixture.assertSays("already running", failures.get(0));
    }

    private static Throwable failureOf(Executable action) {
        try {
            action.execute();
        } catch (Throwable e) {
            return e;
        }
        return new AssertionError("nothing was thrown");
    }

    /** A running loop cannot be closed; the attempt does no harm. */
    @Test
    default void runningLoopCannotBeClosed() {
        List<Throwable> failures = new ArrayList<>();
        loop().callSoon(() -> failures.add(failureOf(loop()::close)));
        iterate(1);
        assertInstanceOf(IllegalStateException.class, failures.get(0));
        assertFalse(loop().isClosed());
        iterate(1);
    }

    /** A closed loop says so, whatever is asked of it, and drops what was scheduled. */
    @Test
    default void closedLoopRefusesEverything() {
        List<String> log = new ArrayList<>();
        loop().callSoon(() -> log.add("never"));
        loop().callLater(Duration.ZERO, () -> log.add("never"));
        loop().close();
        loop().close();
        assertTrue(loop().isClosed());
        assertFalse(loop().isRunning());
        for (Executable use :
                List.<Executable>of(
                        () -> loop().runForever(),
                        () -> loop().runUntilComplete(() -> null),
                        () -> loop().callSoon(() -> {}),
                        () -> loop().callSoonThreadsafe(() -> {}),
                        () -> loop().callLater(Duration.ZERO, () -> {}),
                        () -> loop().createTask(() -> {}),
                        () -> loop().runInExecutor(null, () -> null))) {
            IllegalStateException failure = assertThrows(IllegalStateException.class, use);
            LoopFixture.assertSays("closed", failure);
        }
        assertEquals(List.of(), log);
    }

    /** A loop belongs to the thread that ran it first. */
    @Test
    default void loopStaysInItsThread() {
        iterate(1);
        Throwable failure =
                LoopFixture.failureIn(
                        Thread.ofPlatform().name("stranger"), () -> loop().runForever());
        assertInstanceOf(IllegalStateException.class, failure);
        LoopFixture.assertSays("stranger", failure);
    }

    /** A loop does not run on a virtual thread, and the message says what to do. */
    @Test
    default void virtualThreadCannotRunALoop() {
        Throwable failure = LoopFixture.failureIn(Thread.ofVirtual(), () -> loop().runForever());
        assertInstanceOf(IllegalStateException.class, failure);
        LoopFixture.assertSays("platform thread", failure);
        iterate(1);
    }

    /** In debug mode a wrong thread is caught; without it callSoonThreadsafe is the way. */
    @Test
    default void debugModeCatchesWrongThreads() {
        loop().setDebug(true);
        assertTrue(loop().getDebug());
        iterate(1);
        Throwable failure =
                LoopFixture.failureIn(Thread.ofPlatform(), () -> loop().callSoon(() -> {}));
        assertInstanceOf(IllegalStateException.class, failure);
        LoopFixture.assertSays("callSoonThreadsafe", failure);
        assertNull(
                LoopFixture.failureIn(
                        Thread.ofPlatform(), () -> loop().callSoonThreadsafe(() -> {})));
        iterate(1);
    }

    /**
     * A closed loop leaves nothing that keeps it in memory, such as a thread that waits: not even a
     * virtual one, which the JDK would know until it ended.
     */
    @Test
    default void closedLoopIsCollected() {
        WeakReference<AbstractEventLoop> closed = new WeakReference<>(runAndClose(openLoop()));
        for (int i = 0; i < 20 && !closed.refersTo(null); i++) {
            System.gc();
        }
        assertTrue(closed.refersTo(null), "something still refers to the closed loop");
    }

    private static AbstractEventLoop runAndClose(AbstractEventLoop closing) {
        try (closing) {
            closing.callSoon(() -> closing.callLater(Duration.ofMillis(1), closing::stop));
            closing.runForever();
            closing.runUntilComplete(
                    () -> {
                        Asyncio.sleep(Duration.ofMillis(1));
                        return null;
                    });
            return closing;
        }
    }
}
