package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.currentTask;
import static weft.Asyncio.sleep;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;
import static weft.testkit.coroutines.GeneratorFixture.onThread;

import org.junit.jupiter.api.Test;

import weft.CancelledError;
import weft.Generator;
import weft.Greenlet;
import weft.GreenletExit;
import weft.Task;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Rules of {@link Greenlet}: what Python's greenlets do, on every sort of thread. */
interface GreenletRules extends GeneratorFixture {
    @Test
    default void greenletsSwitchToEachOther() {
        everywhere(
                () -> {
                    List<Integer> log = new ArrayList<>();
                    List<Greenlet<String>> both = new ArrayList<>();
                    both.add(
                            new Greenlet<>(
                                    first -> {
                                        log.add(1);
                                        both.get(1).switchTo(null);
                                        log.add(2);
                                        both.get(1).switchTo(null);
                                        return "first";
                                    }));
                    both.add(
                            new Greenlet<>(
                                    first -> {
                                        log.add(3);
                                        both.get(0).switchTo(null);
                                        log.add(4);
                                        return "second";
                                    }));
                    assertEquals("second", both.get(0).switchTo(null));
                    assertEquals(List.of(1, 3, 2, 4), log);
                    assertFalse(both.get(0).isDead());
                    assertTrue(both.get(1).isDead());
                    assertEquals("first", both.get(0).switchTo(null));
                    assertTrue(both.get(0).isDead());
                });
    }

    @Test
    default void greenletSwitchesCarryValues() {
        everywhere(
                () -> {
                    Greenlet<String> main = Greenlet.getCurrent();
                    Greenlet<String> echo =
                            new Greenlet<>(
                                    first -> {
                                        String value = first;
                                        while (!value.equals("stop")) {
                                            value = main.switchTo("<" + value + ">");
                                        }
                                        return "stopped";
                                    });
                    assertEquals("<a>", echo.switchTo("a"));
                    assertEquals("<b>", echo.switchTo("b"));
                    assertEquals("stopped", echo.switchTo("stop"));
                    assertTrue(echo.isDead());
                });
    }

    @Test
    default void greenletKnowsWhoRuns() {
        everywhere(
                () -> {
                    Greenlet<Object> main = Greenlet.getCurrent();
                    assertSame(main, Greenlet.getCurrent());
                    assertNull(main.parent());
                    Greenlet<Object> child = new Greenlet<>(first -> Greenlet.getCurrent());
                    assertSame(main, child.parent());
                    assertSame(child, child.switchTo(null));
                    assertSame(main, Greenlet.getCurrent());
                    assertEquals("itself", main.switchTo("itself"));
                });
    }

    @Test
    default void greenletValueGoesToTheParent() {
        everywhere(
                () -> {
                    Greenlet<String> parent = new Greenlet<>(first -> "parent got " + first);
                    Greenlet<String> child = new Greenlet<>(first -> "child's " + first, parent);
                    assertEquals("parent got child's value", child.switchTo("value"));
                    assertTrue(parent.isDead());
                    Greenlet<String> orphan = new Greenlet<>(first -> first, currentChild(parent));
                    assertEquals("up", orphan.switchTo("up")); // to the nearest that lives
                });
    }

    private static Greenlet<String> currentChild(Greenlet<String> dead) {
        assertTrue(dead.isDead());
        return dead;
    }

    @Test
    default void greenletExceptionGoesToTheParent() {
        everywhere(
                () -> {
                    IOException problem = new IOException();
                    Greenlet<String> failing =
                            new Greenlet<>(
                                    first -> {
                                        throw problem;
                                    });
                    assertSame(
                            problem, assertThrows(IOException.class, () -> failing.switchTo(null)));
                    assertTrue(failing.isDead());
                });
    }

    @Test
    default void greenletIsThrownInto() {
        everywhere(
                () -> {
                    Greenlet<String> main = Greenlet.getCurrent();
                    Greenlet<String> catching =
                            new Greenlet<>(
                                    first -> {
                                        try {
                                            main.switchTo("waiting");
                                        } catch (IllegalArgumentException e) {
                                            main.switchTo("caught");
                                        }
                                        return "end";
                                    });
                    assertEquals("waiting", catching.switchTo(null));
                    assertEquals("caught", catching.throwInto(new IllegalArgumentException()));
                    assertThrows(IOException.class, () -> catching.throwInto(new IOException()));
                    assertTrue(catching.isDead());
                });
    }

    @Test
    default void greenletExitIsSilent() {
        everywhere(
                () -> {
                    List<String> log = new ArrayList<>();
                    Greenlet<String> main = Greenlet.getCurrent();
                    Greenlet<String> waiting =
                            new Greenlet<>(
                                    first -> {
                                        try {
                                            return main.switchTo("waiting");
                                        } finally {
                                            log.add("finally");
                                        }
                                    });
                    waiting.switchTo(null);
                    assertNull(waiting.throwInto(new GreenletExit()));
                    assertTrue(waiting.isDead());
                    assertEquals(List.of("finally"), log);
                });
    }

    @Test
    default void greenletThrownIntoBeforeItBeginsNeverRuns() {
        everywhere(
                () -> {
                    List<String> log = new ArrayList<>();
                    Greenlet<String> never =
                            new Greenlet<>(
                                    first -> {
                                        log.add("ran");
                                        return first;
                                    });
                    assertThrows(IOException.class, () -> never.throwInto(new IOException()));
                    assertTrue(never.isDead());
                    Greenlet<String> neither = new Greenlet<>(first -> first);
                    assertNull(neither.throwInto(new GreenletExit()));
                    assertEquals(List.of(), log);
                });
    }

    @Test
    default void greenletThatIsDeadIsRefused() {
        everywhere(
                () -> {
                    Greenlet<String> done = new Greenlet<>(first -> first);
                    assertEquals("x", done.switchTo("x"));
                    String message =
                            assertThrows(IllegalStateException.class, () -> done.switchTo("y"))
                                    .getMessage();
                    assertTrue(message.startsWith("cannot switch to a dead greenlet"), message);
                    assertThrows(
                            IllegalStateException.class, () -> done.throwInto(new GreenletExit()));
                });
    }

    @Test
    default void greenletOfAnotherThreadIsRefused() {
        AtomicReference<Greenlet<String>> elsewhere = new AtomicReference<>();
        AtomicReference<Greenlet<String>> mainElsewhere = new AtomicReference<>();
        onThread(
                Thread.ofPlatform(),
                () -> {
                    elsewhere.set(new Greenlet<>(first -> first));
                    mainElsewhere.set(Greenlet.getCurrent());
                });
        everywhere(
                () -> {
                    String message =
                            assertThrows(
                                            IllegalStateException.class,
                                            () -> elsewhere.get().switchTo(""))
                                    .getMessage();
                    assertTrue(message.startsWith("cannot switch to a different thread"), message);
                    assertThrows(
                            IllegalStateException.class, () -> mainElsewhere.get().switchTo(""));
                    assertEquals(
                            "parent cannot be on a different thread",
                            assertThrows(
                                            IllegalStateException.class,
                                            () -> new Greenlet<>(first -> first, elsewhere.get()))
                                    .getMessage());
                });
    }

    @Test
    default void greenletOfAnotherTaskIsRefused() {
        run(
                () -> {
                    Greenlet<String> mine = new Greenlet<>(first -> first);
                    createTask(
                                    () ->
                                            assertThrows(
                                                    IllegalStateException.class,
                                                    () -> mine.switchTo("")))
                            .await();
                    assertEquals("x", mine.switchTo("x"));
                });
    }

    @Test
    default void greenletAwaitsInItsTask() {
        run(
                () -> {
                    Task<?> task = currentTask();
                    Greenlet<String> main = Greenlet.getCurrent();
                    Greenlet<String> greenlet =
                            new Greenlet<>(
                                    first -> {
                                        turn();
                                        assertSame(task, currentTask());
                                        main.switchTo("awaited");
                                        sleep(SOON);
                                        return "slept";
                                    });
                    assertEquals("awaited", greenlet.switchTo(null));
                    turn();
                    assertEquals("slept", greenlet.switchTo(null));
                });
    }

    @Test
    default void greenletIsCancelledWithItsTask() {
        run(
                () -> {
                    List<String> log = new ArrayList<>();
                    Task<String> task =
                            createTask(
                                    () ->
                                            new Greenlet<String>(
                                                            first -> {
                                                                try {
                                                                    sleep(NEVER);
                                                                } catch (CancelledError e) {
                                                                    log.add("cancelled");
                                                                    throw e;
                                                                }
                                                                return "";
                                                            })
                                                    .switchTo(null));
                    turn();
                    task.cancel();
                    assertCancelled(task);
                    assertEquals(List.of("cancelled"), log);
                });
    }

    @Test
    default void greenletsSwitchInsideGenerators() {
        everywhere(
                () -> {
                    Greenlet<String> main = Greenlet.getCurrent();
                    Generator<String, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        out.yield("one");
                                        String answer = main.switchTo("from inside");
                                        out.yield(answer);
                                    });
                    Greenlet<String> consumer =
                            new Greenlet<>(first -> generator.next() + generator.next());
                    assertEquals("from inside", consumer.switchTo(null));
                    assertEquals(Generator.State.RUNNING, generator.state());
                    assertThrows(IllegalStateException.class, generator::next);
                    assertEquals("oneanswer", consumer.switchTo("answer"));
                    generator.close();
                });
    }

    @Test
    default void greenletDescribesItself() {
        everywhere(
                () -> {
                    Greenlet<String> greenlet = new Greenlet<>(first -> first);
                    assertEquals("<greenlet GreenletRules.lambda pending>", greenlet.toString());
                    greenlet.switchTo("");
                    assertEquals("<greenlet GreenletRules.lambda dead>", greenlet.toString());
                    assertEquals("<greenlet main started>", Greenlet.getCurrent().toString());
                });
    }
}
