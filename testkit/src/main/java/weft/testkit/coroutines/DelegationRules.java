package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import static weft.testkit.coroutines.GeneratorFixture.assertStopped;
import static weft.testkit.coroutines.GeneratorFixture.assertStops;

import org.junit.jupiter.api.Test;

import weft.Generator;
import weft.GeneratorExit;
import weft.StopIteration;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Rules of {@code yieldFrom}: what PEP 380 says of {@code yield from}. */
interface DelegationRules extends GeneratorFixture {
    /** Yields 1 and 2, and returns what it was sent. */
    private static Generator<Integer, String, String> inner(List<String> log) {
        return Generator.returning(
                out -> {
                    try {
                        String first = out.yield(1);
                        String second = out.yield(2);
                        return first + "," + second;
                    } catch (IllegalArgumentException e) {
                        log.add("inner caught");
                        return "caught";
                    } finally {
                        log.add("inner ends");
                    }
                });
    }

    /** Delegates to another generator, yields 3, and returns the other's result. */
    private static Generator<Integer, String, String> outer(
            Generator<Integer, String, String> inner, List<String> log) {
        return Generator.returning(
                out -> {
                    try {
                        String result = out.yieldFrom(inner);
                        out.yield(3);
                        return "got " + result;
                    } catch (IllegalStateException e) {
                        log.add("outer caught " + e.getMessage());
                        return "failed";
                    } catch (GeneratorExit e) {
                        log.add("outer exits");
                        throw e;
                    } finally {
                        log.add("outer ends");
                    }
                });
    }

    @Test
    default void delegationPassesValuesBothWays() {
        everywhere(
                () -> {
                    List<String> log = new ArrayList<>();
                    Generator<Integer, String, String> generator = outer(inner(log), log);
                    assertEquals(1, generator.next());
                    assertEquals(2, generator.send("a"));
                    assertEquals(3, generator.send("b"));
                    assertEquals("got a,b", assertStops(generator));
                    assertEquals(List.of("inner ends", "outer ends"), log);
                });
    }

    @Test
    default void delegationPassesExceptionsIn() {
        everywhere(
                () -> {
                    List<String> log = new ArrayList<>();
                    Generator<Integer, String, String> generator = outer(inner(log), log);
                    generator.next();
                    assertEquals(3, generator.throwInto(new IllegalArgumentException()));
                    assertEquals("got caught", assertStops(generator));
                    assertEquals(List.of("inner caught", "inner ends", "outer ends"), log);
                });
    }

    @Test
    default void delegationPassesExceptionsOut() {
        everywhere(
                () -> {
                    List<String> log = new ArrayList<>();
                    Generator<Integer, String, String> generator = outer(inner(log), log);
                    generator.next();
                    assertEquals(
                            "failed",
                            assertThrows(
                                            StopIteration.class,
                                            () ->
                                                    generator.throwInto(
                                                            new IllegalStateException("x")))
                                    .value());
                    assertEquals(List.of("inner ends", "outer caught x", "outer ends"), log);
                });
    }

    @Test
    default void delegationClosesFromTheInside() {
        everywhere(
                () -> {
                    List<String> log = new ArrayList<>();
                    Generator<Integer, String, String> inner = inner(log);
                    Generator<Integer, String, String> generator = outer(inner, log);
                    generator.next();
                    generator.close();
                    assertEquals(List.of("inner ends", "outer exits", "outer ends"), log);
                    assertStopped(inner);
                    assertStopped(generator);
                });
    }

    @Test
    default void delegationThrowsWhatClosingTheInnerOneThrows() {
        everywhere(
                () -> {
                    List<String> log = new ArrayList<>();
                    Generator<Integer, String, String> stubborn =
                            Generator.returning(
                                    out -> {
                                        try {
                                            out.yield(1);
                                        } catch (GeneratorExit e) {
                                            out.yield(2);
                                        }
                                        return "";
                                    });
                    Generator<Integer, String, String> generator = outer(stubborn, log);
                    generator.next();
                    generator.close(); // the outer one returns after the failure
                    assertEquals("failed", generator.result());
                    assertEquals(
                            List.of("outer caught generator ignored GeneratorExit", "outer ends"),
                            log);
                    stubborn.close();
                });
    }

    @Test
    default void delegationGoesThroughManyLevels() {
        everywhere(
                () -> {
                    Generator<Integer, String, String> generator = inner(new ArrayList<>());
                    for (int i = 0; i < 50; i++) {
                        Generator<Integer, String, String> below = generator;
                        generator = Generator.returning(out -> out.yieldFrom(below) + ".");
                    }
                    assertEquals(1, generator.next());
                    assertEquals(2, generator.send("a"));
                    assertEquals("a,null" + ".".repeat(50), assertStops(generator));
                });
    }

    @Test
    default void delegationToOneThatHasEndedGivesNull() {
        everywhere(
                () -> {
                    Generator<Integer, String, String> inner = inner(new ArrayList<>());
                    inner.next();
                    inner.next();
                    assertEquals("null,null", assertStops(inner));
                    Generator<Integer, String, String> generator =
                            Generator.returning(out -> out.yieldFrom(inner));
                    assertNull(assertStops(generator));
                });
    }

    @Test
    default void delegationToOneselfIsRefused() {
        everywhere(
                () -> {
                    List<Generator<Integer, Void, Void>> self = new ArrayList<>();
                    self.add(Generator.returning(out -> out.yieldFrom(self.getFirst())));
                    IllegalStateException refusal =
                            assertThrows(IllegalStateException.class, () -> self.getFirst().next());
                    assertEquals("generator already executing", refusal.getMessage());
                    self.clear();
                });
    }

    @Test
    default void delegationWalksATree() {
        record Node(Node left, int value, Node right) {
            Generator<Integer, Void, Void> inOrder() {
                return Generator.of(
                        out -> {
                            if (left != null) {
                                out.yieldFrom(left.inOrder());
                            }
                            out.yield(value);
                            if (right != null) {
                                out.yieldFrom(right.inOrder());
                            }
                        });
            }
        }
        Node tree =
                new Node(
                        new Node(new Node(null, 1, null), 2, new Node(null, 3, null)),
                        4,
                        new Node(null, 5, new Node(null, 6, null)));
        everywhere(() -> assertEquals(List.of(1, 2, 3, 4, 5, 6), tree.inOrder().stream().toList()));
    }

    @Test
    default void delegationToAnIterableYieldsItsItems() {
        everywhere(
                () -> {
                    Generator<Integer, String, String> generator =
                            Generator.returning(
                                    out -> {
                                        out.yieldAll(List.of(1, 2));
                                        return "all";
                                    });
                    assertEquals(1, generator.next());
                    assertEquals(2, generator.next());
                    assertEquals("all", assertStops(generator));
                });
    }

    @Test
    default void delegationToAnIterableTakesNoValues() {
        everywhere(
                () -> {
                    Generator<Integer, String, Void> generator =
                            Generator.of(out -> out.yieldAll(List.of(1, 2)));
                    generator.next();
                    assertEquals(
                            "can't send a value to an iterator: x",
                            assertThrows(IllegalStateException.class, () -> generator.send("x"))
                                    .getMessage());
                });
    }

    @Test
    default void delegationToAnIterableClosesIt() {
        final class Closeable implements Iterator<Integer>, AutoCloseable {
            boolean closed;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                return 1;
            }

            @Override
            public void close() {
                closed = true;
            }
        }
        everywhere(
                () -> {
                    Closeable items = new Closeable();
                    Generator<Integer, String, Void> generator =
                            Generator.of(out -> out.yieldAll(() -> items));
                    assertSame(1, generator.next());
                    generator.close();
                    assertEquals(true, items.closed);
                });
    }
}
