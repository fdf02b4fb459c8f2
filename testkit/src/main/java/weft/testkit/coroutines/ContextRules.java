package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.getRunningLoop;
import static weft.testkit.coroutines.CoroutineFixture.turn;

import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.Context;
import weft.ContextVar;
import weft.ExceptionContext;
import weft.Future;
import weft.Handle;
import weft.Task;
import weft.TaskOptions;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Rules of {@link Context} and {@link ContextVar}, on a loop and off it. */
interface ContextRules extends CoroutineFixture {
    @Test
    default void contextVarHasNoValueAtFirst() {
        ContextVar<String> variable = new ContextVar<>("variable");
        assertEquals("variable", variable.name());
        assertThrows(NoSuchElementException.class, variable::get);
        assertEquals("fallback", variable.get("fallback"));
        ContextVar<String> withDefault = new ContextVar<>("variable", "default");
        assertEquals("default", withDefault.get());
        assertEquals("fallback", withDefault.get("fallback"));
        assertEquals("<ContextVar name='variable'>", variable.toString());
    }

    @Test
    default void contextVarIsSetAndReset() {
        ContextVar<String> variable = new ContextVar<>("variable");
        new Context()
                .run(
                        () -> {
                            ContextVar.Token<String> first = variable.set("one");
                            assertSame(variable, first.variable());
                            assertNull(first.oldValue());
                            ContextVar.Token<String> second = variable.set("two");
                            assertEquals("one", second.oldValue());
                            assertEquals("two", variable.get());
                            variable.reset(second);
                            assertEquals("one", variable.get());
                            assertThrows(IllegalStateException.class, () -> variable.reset(second));
                            variable.reset(first);
                            assertThrows(NoSuchElementException.class, variable::get);
                        });
    }

    @Test
    @SuppressWarnings("try") // the token is there to be closed
    default void contextVarTokenResetsAtTheEndOfABlock() {
        ContextVar<String> variable = new ContextVar<>("variable", "outside");
        new Context()
                .run(
                        () -> {
                            try (var token = variable.set("inside")) {
                                assertEquals("inside", variable.get());
                            }
                            assertEquals("outside", variable.get());
                        });
    }

    @Test
    default void contextVarRefusesForeignTokens() {
        ContextVar<String> variable = new ContextVar<>("variable");
        ContextVar<String> other = new ContextVar<>("other");
        new Context()
                .run(
                        () -> {
                            ContextVar.Token<String> token = variable.set("x");
                            assertThrows(IllegalArgumentException.class, () -> other.reset(token));
                            new Context()
                                    .run(
                                            () ->
                                                    assertThrows(
                                                            IllegalArgumentException.class,
                                                            () -> variable.reset(token)));
                            variable.reset(token);
                        });
    }

    @Test
    default void contextRunsAFunction() {
        ContextVar<String> variable = new ContextVar<>("variable", "outside");
        Context context = new Context();
        assertEquals(
                "inside",
                context.run(
                        () -> {
                            assertSame(context, Context.current());
                            variable.set("inside");
                            return variable.get();
                        }));
        assertEquals("outside", variable.get());
        assertEquals("inside", context.get(variable));
        assertThrows(
                IOException.class,
                () ->
                        context.run(
                                () -> {
                                    throw new IOException();
                                }));
        context.run(
                () -> assertEquals("inside", variable.get())); // it was left, and can be entered
    }

    @Test
    default void contextIsEnteredOnce() {
        Context context = new Context();
        context.run(
                () -> {
                    assertThrows(IllegalStateException.class, () -> context.run(() -> {}));
                    new Context()
                            .run(
                                    () ->
                                            assertThrows(
                                                    IllegalStateException.class,
                                                    () -> context.run(() -> {})));
                });
        run(() -> assertThrows(IllegalStateException.class, () -> Context.current().run(() -> {})));
    }

    @Test
    default void contextTellsWhatItHolds() {
        ContextVar<Integer> one = new ContextVar<>("one");
        ContextVar<Integer> two = new ContextVar<>("two", 2);
        Context context = new Context();
        context.run(() -> one.set(1));
        assertTrue(context.contains(one));
        assertFalse(context.contains(two)); // a default is no value
        assertNull(context.get(two));
        assertEquals(Map.of(one, 1), context.values());
        assertThrows(UnsupportedOperationException.class, () -> context.values().clear());
        assertEquals("<Context {<ContextVar name='one'>=1}>", context.toString());
    }

    @Test
    default void contextCopiesAreApart() {
        ContextVar<Integer> variable = new ContextVar<>("variable");
        Context original = new Context();
        original.run(() -> variable.set(1));
        Context copy = original.copy();
        copy.run(() -> variable.set(2));
        assertEquals(1, original.get(variable));
        assertEquals(2, copy.get(variable));
        original.run(() -> variable.set(3));
        assertEquals(2, copy.get(variable));
    }

    @Test
    default void contextIsPerThread() {
        ContextVar<String> variable = new ContextVar<>("variable", "default");
        List<String> seen = new ArrayList<>();
        new Context()
                .run(
                        () -> {
                            variable.set("here");
                            Thread thread = new Thread(() -> seen.add(variable.get()));
                            thread.start();
                            joinUnchecked(thread);
                        });
        assertEquals(List.of("default"), seen);
    }

    private static void joinUnchecked(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Test
    default void contextOfATaskIsACopy() {
        run(
                () -> {
                    ContextVar<String> variable = new ContextVar<>("variable");
                    variable.set("parent");
                    Task<String> task =
                            createTask(
                                    () -> {
                                        String inherited = variable.get();
                                        variable.set("child");
                                        turn();
                                        return inherited + " " + variable.get();
                                    });
                    variable.set("changed later");
                    assertEquals("parent child", task.await());
                    assertEquals("changed later", variable.get());
                });
    }

    @Test
    default void contextGivenToTasksIsShared() {
        run(
                () -> {
                    ContextVar<String> variable = new ContextVar<>("variable", "none");
                    Context context = new Context();
                    TaskOptions inContext = TaskOptions.DEFAULTS.withContext(context);
                    createTask(() -> variable.set("first"), inContext).await();
                    assertEquals("first", createTask(() -> variable.get(), inContext).await());
                    assertEquals("none", variable.get());
                });
    }

    @Test
    default void contextOfACallbackIsCapturedWhenItIsScheduled() {
        run(
                () -> {
                    ContextVar<String> variable = new ContextVar<>("variable", "none");
                    variable.set("scheduled");
                    Future<String> soon = getRunningLoop().createFuture();
                    Future<String> later = getRunningLoop().createFuture();
                    Future<String> given = getRunningLoop().createFuture();
                    getRunningLoop().callSoon(() -> soon.setResult(variable.get()));
                    getRunningLoop().callLater(SOON, () -> later.setResult(variable.get()));
                    getRunningLoop().callSoon(() -> given.setResult(variable.get()), new Context());
                    variable.set("changed");
                    assertEquals("scheduled", soon.await());
                    assertEquals("scheduled", later.await());
                    assertEquals("none", given.await());
                });
    }

    @Test
    default void contextOfADoneCallbackIsCapturedWhenItIsAdded() {
        run(
                () -> {
                    ContextVar<String> variable = new ContextVar<>("variable", "none");
                    List<String> seen = new ArrayList<>();
                    Future<String> future = getRunningLoop().createFuture();
                    variable.set("added");
                    future.addDoneCallback(done -> seen.add(variable.get()));
                    future.addDoneCallback(done -> seen.add(variable.get()), new Context());
                    variable.set("done");
                    future.setResult("x");
                    turn();
                    assertEquals(List.of("added", "none"), seen);
                });
    }

    @Test
    default void contextEnteredByATaskLastsAcrossItsWaits() {
        run(
                () -> {
                    ContextVar<String> variable = new ContextVar<>("variable", "none");
                    Context context = new Context();
                    context.run(() -> variable.set("entered"));
                    Task<String> inside =
                            createTask(
                                    () ->
                                            context.run(
                                                    () -> {
                                                        turn();
                                                        return variable.get();
                                                    }));
                    turn();
                    assertEquals("none", variable.get());
                    assertEquals("entered", inside.await());
                });
    }

    @Test
    default void contextOfAReportIsThatOfWhatFailed() {
        ContextVar<String> variable = new ContextVar<>("variable", "none");
        List<String> seen = new ArrayList<>();
        run(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    loop.setExceptionHandler((where, report) -> seen.add(variable.get()));
                    variable.set("caller");
                    Context context = new Context();
                    context.run(() -> variable.set("handle"));
                    Handle handle = loop.callSoon(ContextRules::fail, context);
                    Task<?> task = createTask(() -> variable.set("task"));
                    task.await();
                    assertEquals(List.of("handle"), seen);
                    ExceptionContext report = new ExceptionContext("reported");
                    loop.callExceptionHandler(report);
                    loop.callExceptionHandler(report.with("handle", handle));
                    loop.callExceptionHandler(report.with("future", loop.createFuture()));
                    loop.callExceptionHandler(report.with("task", task));
                    loop.callExceptionHandler(new ExceptionContext("other").with("future", task));
                    assertEquals("caller", variable.get());
                });
        assertEquals(List.of("handle", "caller", "handle", "caller", "task", "task"), seen);
    }

    private static void fail() {
        throw new ArithmeticException("reported");
    }

    @Test
    default void contextOfAReportIsLeftWhenTheHandlerFails() {
        ContextVar<String> variable = new ContextVar<>("variable", "none");
        List<String> seen = new ArrayList<>();
        run(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    variable.set("caller");
                    Task<?> task = createTask(() -> variable.set("task"));
                    task.await();
                    loop.setExceptionHandler(
                            (where, report) -> {
                                seen.add(variable.get());
                                fail();
                            });
                    loop.callExceptionHandler(new ExceptionContext("x").with("task", task));
                    assertEquals("caller", variable.get());
                });
        assertEquals(List.of("task"), seen);
    }
}
