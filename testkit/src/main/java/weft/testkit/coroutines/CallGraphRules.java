package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.currentTask;
import static weft.Asyncio.gather;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.shield;

import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.CallGraph;
import weft.Coroutine;
import weft.Future;
import weft.Task;
import weft.TaskGroup;
import weft.TaskOptions;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Rules of call graphs: who awaits whom, and where. */
interface CallGraphRules extends CoroutineFixture {
    private static Task<?> current() {
        return Objects.requireNonNull(currentTask());
    }

    private static Future<String> pending() {
        return getRunningLoop().createFuture();
    }

    private static List<String> methods(CallGraph graph) {
        return graph.callStack().stream().map(StackTraceElement::getMethodName).toList();
    }

    /** Awaits a future under a name that shows in the frames. */
    private static String awaitIt(Future<String> future) {
        return future.await();
    }

    @Test
    default void callGraphShowsWhoAwaitsATask() {
        run(
                () -> {
                    Future<String> future = pending();
                    Task<String> inner =
                            createTask(() -> awaitIt(future), TaskOptions.named("inner"));
                    Task<String> outer =
                            createTask(() -> awaitIt(inner), TaskOptions.named("outer"));
                    CoroutineFixture.turn();
                    assertEquals(Set.of(inner), future.awaitedBy());
                    assertEquals(Set.of(outer), inner.awaitedBy());
                    assertEquals(Set.of(), outer.awaitedBy());
                    CallGraph graph =
                            Objects.requireNonNull(
                                    Asyncio.captureCallGraph(future, Integer.MAX_VALUE));
                    assertSame(future, graph.future());
                    assertEquals(List.of(), graph.callStack());
                    CallGraph ofInner = graph.awaitedBy().get(0);
                    assertSame(inner, ofInner.future());
                    assertEquals(List.of("await", "awaitIt"), methods(ofInner).subList(0, 2));
                    assertSame(outer, ofInner.awaitedBy().get(0).future());
                    future.setResult("done");
                    assertEquals("done", outer.await());
                    assertEquals(Set.of(), inner.awaitedBy());
                });
    }

    @Test
    default void callGraphIsFormattedAsAsyncioDoes() {
        run(
                () -> {
                    Future<String> future = pending();
                    Task<String> task =
                            createTask(() -> awaitIt(future), TaskOptions.named("waits"));
                    CoroutineFixture.turn();
                    String expected =
                            "\\* Future\\(id=0x[0-9a-f]+\\)\n"
                                    + "  \\+ Awaited by:\n"
                                    + "    \\* Task\\(name='waits', id=0x[0-9a-f]+\\)\n"
                                    + "      \\+ Call stack:\n"
                                    + "      \\|   File 'Future.java', line \\d+, in"
                                    + " Future.await\\(\\)\n"
                                    + "      \\|   File 'CallGraphRules.java', line \\d+, in"
                                    + " CallGraphRules.awaitIt\\(\\)";
                    String text = Asyncio.formatCallGraph(future, 2);
                    assertTrue(text.matches(expected), text);
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
                    Asyncio.printCallGraph(future, 2, out);
                    assertEquals(
                            text + System.lineSeparator(), bytes.toString(StandardCharsets.UTF_8));
                    future.setResult("x");
                    task.await();
                });
    }

    @Test
    default void callGraphOfTheCurrentTaskBeginsWhereItIsAskedFor() {
        run(
                () -> {
                    Task<String> child =
                            createTask(
                                    () -> {
                                        CallGraph graph =
                                                Objects.requireNonNull(Asyncio.captureCallGraph());
                                        assertSame(currentTask(), graph.future());
                                        assertEquals(1, graph.awaitedBy().size());
                                        StackTraceElement top = graph.callStack().get(0);
                                        assertEquals("CallGraphRules.java", top.getFileName());
                                        assertEquals(
                                                methods(graph),
                                                methods(
                                                        Objects.requireNonNull(
                                                                Asyncio.captureCallGraph(
                                                                        current(), 100))));
                                        return "looked";
                                    });
                    assertEquals("looked", child.await());
                });
    }

    @Test
    default void callGraphHasAsManyFramesAsOneWants() {
        run(
                () -> {
                    Future<String> future = pending();
                    Task<String> task = createTask(() -> awaitIt(future));
                    CoroutineFixture.turn();
                    CallGraph all =
                            Objects.requireNonNull(
                                    Asyncio.captureCallGraph(task, Integer.MAX_VALUE));
                    List<String> methods = methods(all);
                    assertEquals(
                            methods.subList(0, 1),
                            methods(Objects.requireNonNull(Asyncio.captureCallGraph(task, 1))));
                    assertEquals(
                            methods.subList(methods.size() - 1, methods.size()),
                            methods(Objects.requireNonNull(Asyncio.captureCallGraph(task, -1))));
                    assertEquals(
                            List.of(),
                            methods(Objects.requireNonNull(Asyncio.captureCallGraph(task, 0))));
                    future.setResult("x");
                    task.await();
                });
    }

    @Test
    default void callGraphLooksThroughGatherAndWaitAndShieldAndGroups() {
        run(
                () -> {
                    Future<String> gathered = pending();
                    Future<String> waited = pending();
                    Future<String> shielded = pending();
                    Task<?> gathers = createTask(() -> gather(gathered, pending()).await());
                    Task<?> waits = createTask(() -> Asyncio.wait(Set.of(waited)));
                    Task<?> shields = createTask(() -> shield(shielded).await());
                    List<Task<?>> members = new ArrayList<>();
                    Coroutine<String> member = () -> pending().await();
                    TaskGroup.VoidBody body = group -> members.add(group.createTask(member));
                    Task<Void> groups = createTask(() -> TaskGroup.run(body));
                    CoroutineFixture.turn();
                    assertEquals(Set.of(gathers), gathered.awaitedBy());
                    assertEquals(Set.of(waits), waited.awaitedBy());
                    assertEquals(Set.of(shields), shielded.awaitedBy());
                    assertEquals(Set.of(groups), members.get(0).awaitedBy());
                });
    }

    @Test
    default void callGraphEndsWhereFuturesAwaitEachOther() {
        run(
                () -> {
                    Future<String> hen = pending();
                    Future<String> egg = pending();
                    hen.addToAwaitedBy(egg);
                    egg.addToAwaitedBy(hen);
                    CallGraph graph = Objects.requireNonNull(Asyncio.captureCallGraph(hen, 1));
                    CallGraph next = graph.awaitedBy().get(0);
                    assertSame(egg, next.future());
                    assertEquals(List.of(), next.awaitedBy());
                });
    }

    @Test
    default void awaitedByCanBeToldWhatItCannotKnow() {
        run(
                () -> {
                    Future<String> future = pending();
                    future.addToAwaitedBy(current());
                    future.addToAwaitedBy(current());
                    assertEquals(Set.of(current()), future.awaitedBy());
                    assertEquals("<Future pending>", future.toString());
                    future.discardFromAwaitedBy(current());
                    assertEquals(Set.of(), future.awaitedBy());
                    future.addToAwaitedBy(current());
                    future.setResult("x");
                    assertEquals(Set.of(), future.awaitedBy());
                    future.addToAwaitedBy(current());
                    assertEquals(Set.of(), future.awaitedBy());
                });
    }

    @Test
    default void callGraphNeedsALoopOrAFuture() {
        IllegalStateException problem =
                assertThrows(IllegalStateException.class, Asyncio::captureCallGraph);
        assertTrue(String.valueOf(problem.getMessage()).contains("outside of a running"));
        try (AbstractEventLoop loop = newLoop()) {
            Future<String> future = loop.createFuture();
            assertSame(
                    future, Objects.requireNonNull(Asyncio.captureCallGraph(future, 1)).future());
            List<Object> seen = new ArrayList<>();
            loop.callSoon(
                    () -> {
                        assertNull(Asyncio.captureCallGraph());
                        seen.add(Asyncio.formatCallGraph(null, 1));
                        loop.stop();
                    });
            loop.runForever();
            assertEquals(List.of(""), seen);
        }
    }
}
