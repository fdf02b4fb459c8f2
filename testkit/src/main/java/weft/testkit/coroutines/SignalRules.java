package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.getRunningLoop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import weft.AbstractEventLoop;
import weft.ContextVar;
import weft.Event;
import weft.ExceptionContext;
import weft.spi.RunningLoop;
import weft.spi.Signals;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Rules of {@code addSignalHandler}. They use SIGWINCH, which the system ignores while nobody
 * handles it; Windows has no signal of that sort.
 */
interface SignalRules extends CoroutineFixture {
    /** The harmless signal. */
    String SIGNAL = "WINCH";

    private static void raise() {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Object signal = type.getConstructor(String.class).newInstance(SIGNAL);
            type.getMethod("raise", type).invoke(null, signal);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.toString(), e);
        }
    }

    /** Tells whether nobody has the signal, by taking it for a moment. */
    private static boolean isFree() {
        Signals.Registration registration = Signals.handleIfFree(SIGNAL, () -> {});
        if (registration == null) {
            return false;
        }
        registration.close();
        return true;
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    default void signalHandlerRunsOnTheLoopInItsContext() {
        ContextVar<String> variable = new ContextVar<>("variable", "default");
        run(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    Event handled = new Event();
                    List<Object> seen = new ArrayList<>();
                    variable.set("registered");
                    loop.addSignalHandler(
                            SIGNAL,
                            () -> {
                                seen.add(Objects.requireNonNull(RunningLoop.current()));
                                seen.add(variable.get());
                                handled.set();
                            });
                    variable.set("changed since");
                    raise();
                    handled.await();
                    assertEquals(List.of(loop, "registered"), seen);
                    handled.clear();
                    raise();
                    handled.await();
                    assertEquals(4, seen.size());
                });
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    default void signalHandlerIsReplacedAndRemoved() {
        run(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    assertTrue(isFree());
                    Event handled = new Event();
                    List<String> log = new ArrayList<>();
                    loop.addSignalHandler(SIGNAL, () -> log.add("first"));
                    loop.addSignalHandler(
                            "SIG" + SIGNAL,
                            () -> {
                                log.add("second");
                                handled.set();
                            });
                    raise();
                    handled.await();
                    CoroutineFixture.turn();
                    assertEquals(List.of("second"), log);
                    assertFalse(isFree());
                    assertTrue(loop.removeSignalHandler(SIGNAL));
                    assertFalse(loop.removeSignalHandler(SIGNAL));
                    assertTrue(isFree());
                });
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    default void signalHandlerThatFailsIsReported() {
        List<ExceptionContext> reports =
                runReporting(
                        () -> {
                            Event handled = new Event();
                            getRunningLoop()
                                    .addSignalHandler(
                                            SIGNAL,
                                            () -> {
                                                handled.set();
                                                throw new ArithmeticException("handler");
                                            });
                            raise();
                            handled.await();
                        });
        assertEquals(1, reports.size(), reports::toString);
        assertEquals("handler", Objects.requireNonNull(reports.get(0).exception()).getMessage());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    default void signalGoesToTheLastThatAskedForIt() {
        List<String> log = new ArrayList<>();
        AtomicInteger elsewhere = new AtomicInteger();
        run(
                () -> {
                    Event handled = new Event();
                    getRunningLoop()
                            .addSignalHandler(
                                    SIGNAL,
                                    () -> {
                                        log.add("running");
                                        handled.set();
                                    });
                    try (AbstractEventLoop other = newLoop()) {
                        other.addSignalHandler(SIGNAL, () -> log.add("never run"));
                        Signals.Registration last =
                                Signals.handle(SIGNAL, elsewhere::incrementAndGet);
                        raise();
                        while (elsewhere.get() == 0) {
                            CoroutineFixture.turn();
                        }
                        last.close();
                    }
                    assertEquals(List.of(), log);
                    raise();
                    handled.await();
                });
        assertEquals(List.of("running"), log);
        assertEquals(1, elsewhere.get());
        assertTrue(isFree(), "closing gives the signal back");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    default void signalIsNotTakenFromAProgramThatHandlesIt() throws Exception {
        Signals.Registration first = Signals.handle(SIGNAL, () -> {});
        assertNull(Signals.handleIfFree(SIGNAL, () -> {}));
        first.close();
        first.close();
        Signals.Registration second = Signals.handleIfFree(SIGNAL, () -> {});
        assertNotNull(second);
        second.close();
    }

    @Test
    default void signalThatCannotBeHandledIsRefused() {
        try (AbstractEventLoop loop = newLoop()) {
            for (String name : List.of("KILL", "NOSUCHSIGNAL")) {
                IllegalArgumentException problem =
                        assertThrows(
                                IllegalArgumentException.class,
                                () -> loop.addSignalHandler(name, () -> {}));
                assertTrue(String.valueOf(problem.getMessage()).contains("SIG" + name));
                assertFalse(loop.removeSignalHandler(name));
            }
        }
    }

    @Test
    @EnabledOnOs(OS.WINDOWS)
    default void signalOfOtherSystemsIsRefused() {
        try (AbstractEventLoop loop = newLoop()) {
            assertThrows(
                    IllegalArgumentException.class, () -> loop.addSignalHandler(SIGNAL, () -> {}));
        }
    }

    @Test
    default void signalHandlerIsRefusedByAClosedLoop() {
        AbstractEventLoop loop = newLoop();
        loop.close();
        IllegalStateException problem =
                assertThrows(
                        IllegalStateException.class, () -> loop.addSignalHandler(SIGNAL, () -> {}));
        assertTrue(String.valueOf(problem.getMessage()).contains("closed"));
        assertFalse(loop.removeSignalHandler(SIGNAL));
        assertSame(true, loop.isClosed());
    }
}
