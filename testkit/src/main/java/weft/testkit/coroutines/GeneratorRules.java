package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.testkit.coroutines.GeneratorFixture.assertStopped;
import static weft.testkit.coroutines.GeneratorFixture.assertStops;

import org.junit.jupiter.api.Test;

import weft.Generator;
import weft.GeneratorExit;
import weft.InvalidStateError;
import weft.StopIteration;
import weft.Yielder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/** Rules of {@link Generator}: what CPython's generators do, on every sort of thread. */
interface GeneratorRules extends GeneratorFixture {
    private static Generator<Integer, Void, Void> countTo(int last) {
        return Generator.of(
                out -> {
                    for (int i = 1; i <= last; i++) {
                        out.yield(i);
                    }
                });
    }

    @Test
    default void generatorYieldsOneByOne() {
        everywhere(
                () -> {
                    Generator<Integer, Void, Void> generator = countTo(3);
                    assertEquals(1, generator.next());
                    assertEquals(2, generator.next());
                    assertEquals(3, generator.next());
                    assertNull(assertStops(generator));
                    assertStopped(generator);
                });
    }

    @Test
    default void generatorBeginsWhenAsked() {
        everywhere(
                () -> {
                    List<String> log = new ArrayList<>();
                    Generator<Integer, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        log.add("begin");
                                        out.yield(1);
                                        log.add("end");
                                    });
                    assertEquals(List.of(), log);
                    generator.next();
                    assertEquals(List.of("begin"), log);
                    assertStops(generator);
                    assertEquals(List.of("begin", "end"), log);
                });
    }

    @Test
    default void generatorReceivesWhatIsSent() {
        everywhere(
                () -> {
                    List<String> log = new ArrayList<>();
                    Generator<Integer, String, String> generator =
                            Generator.returning(
                                    out -> {
                                        log.add("a=" + out.yield(1));
                                        log.add("b=" + out.yield(2));
                                        log.add("c=" + out.yield(3));
                                        return "finish";
                                    });
                    assertEquals(1, generator.send(null));
                    assertEquals(2, generator.send("x"));
                    assertEquals(3, generator.next());
                    assertEquals(
                            "finish",
                            assertThrows(StopIteration.class, () -> generator.send("z")).value());
                    assertEquals(List.of("a=x", "b=null", "c=z"), log);
                    assertEquals("finish", generator.result());
                    assertNull(
                            assertThrows(StopIteration.class, () -> generator.send("y")).value());
                });
    }

    @Test
    default void generatorTakesNoValueBeforeItBegins() {
        everywhere(
                () -> {
                    Generator<Integer, String, Void> generator =
                            Generator.of(
                                    out -> {
                                        out.yield(1);
                                    });
                    IllegalStateException refusal =
                            assertThrows(IllegalStateException.class, () -> generator.send("x"));
                    assertEquals(
                            "can't send non-None value to a just-started generator",
                            refusal.getMessage());
                    assertEquals(Generator.State.CREATED, generator.state());
                    assertEquals(1, generator.next());
                });
    }

    @Test
    default void generatorCatchesWhatIsThrownIn() {
        everywhere(
                () -> {
                    Generator<String, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        try {
                                            out.yield("first");
                                        } catch (IllegalArgumentException e) {
                                            out.yield("caught " + e.getMessage());
                                        }
                                    });
                    assertEquals("first", generator.next());
                    assertEquals(
                            "caught it", generator.throwInto(new IllegalArgumentException("it")));
                    assertStops(generator);
                });
    }

    @Test
    default void generatorEndsWithWhatItDoesNotCatch() {
        everywhere(
                () -> {
                    Generator<Integer, Void, Void> generator = countTo(3);
                    generator.next();
                    IOException problem = new IOException();
                    assertSame(
                            problem,
                            assertThrows(IOException.class, () -> generator.throwInto(problem)));
                    assertStopped(generator);
                    assertSame(
                            problem,
                            assertThrows(IOException.class, () -> generator.throwInto(problem)));
                });
    }

    @Test
    default void generatorThrownIntoBeforeItBeginsNeverRuns() {
        everywhere(
                () -> {
                    Generator<Integer, Void, Void> generator = countTo(3);
                    assertThrows(IOException.class, () -> generator.throwInto(new IOException()));
                    assertStopped(generator);
                });
    }

    @Test
    default void generatorThrowsWhatItsBodyThrows() {
        everywhere(
                () -> {
                    IOException problem = new IOException();
                    Generator<Integer, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        out.yield(1);
                                        throw problem;
                                    });
                    generator.next();
                    assertSame(problem, assertThrows(IOException.class, generator::next));
                    assertStopped(generator);
                    assertThrows(InvalidStateError.class, generator::result);
                });
    }

    @Test
    default void generatorClosedRunsItsFinallyBlocks() {
        everywhere(
                () -> {
                    List<String> log = new ArrayList<>();
                    try (Generator<Integer, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        try {
                                            out.yield(1);
                                        } catch (GeneratorExit e) {
                                            log.add("exit");
                                            throw e;
                                        } finally {
                                            log.add("finally");
                                        }
                                    })) {
                        generator.next();
                        assertEquals(List.of(), log);
                    }
                    assertEquals(List.of("exit", "finally"), log);
                });
    }

    @Test
    default void generatorClosedBeforeItBeginsNeverRuns() {
        everywhere(
                () -> {
                    Generator<Integer, Void, Void> generator = countTo(3);
                    generator.close();
                    generator.close();
                    assertStopped(generator);
                });
    }

    @Test
    default void generatorMayReturnWhenItIsClosed() {
        everywhere(
                () -> {
                    Generator<Integer, Void, String> generator =
                            Generator.returning(
                                    out -> {
                                        try {
                                            out.yield(1);
                                        } catch (GeneratorExit e) {
                                            return "closed";
                                        }
                                        return "ended";
                                    });
                    generator.next();
                    generator.close();
                    assertEquals("closed", generator.result());
                });
    }

    @Test
    default void generatorMustNotYieldWhenItIsClosed() {
        everywhere(
                () -> {
                    Generator<Integer, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        try {
                                            out.yield(1);
                                        } catch (GeneratorExit e) {
                                            out.yield(2);
                                        }
                                    });
                    generator.next();
                    IllegalStateException refusal =
                            assertThrows(IllegalStateException.class, generator::close);
                    assertEquals("generator ignored GeneratorExit", refusal.getMessage());
                    assertStops(generator);
                });
    }

    @Test
    default void generatorThrowsWhatClosingThrows() {
        everywhere(
                () -> {
                    Generator<Integer, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        try {
                                            out.yield(1);
                                        } catch (GeneratorExit e) {
                                            throw new IOException("while closing", e);
                                        }
                                    });
                    generator.next();
                    assertEquals(
                            "while closing",
                            assertThrows(IOException.class, generator::close).getMessage());
                    assertStopped(generator);
                });
    }

    @Test
    default void generatorIsNotReentered() {
        everywhere(
                () -> {
                    List<Generator<Integer, Void, Void>> self = new ArrayList<>();
                    self.add(
                            Generator.of(
                                    out -> {
                                        assertEquals(
                                                Generator.State.RUNNING, self.getFirst().state());
                                        out.yield(self.getFirst().next());
                                    }));
                    IllegalStateException refusal =
                            assertThrows(IllegalStateException.class, () -> self.getFirst().next());
                    assertEquals("generator already executing", refusal.getMessage());
                    assertStopped(self.getFirst());
                    self.clear();
                });
    }

    @Test
    default void generatorMustNotLetAStopIterationOut() {
        everywhere(
                () -> {
                    Generator<Integer, Void, Void> empty = countTo(0);
                    Generator<Integer, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        while (true) {
                                            out.yield(empty.next());
                                        }
                                    });
                    RuntimeException problem =
                            assertThrows(IllegalStateException.class, generator::next);
                    assertEquals("generator raised StopIteration", problem.getMessage());
                    assertTrue(problem.getCause() instanceof StopIteration);
                });
    }

    @Test
    default void generatorIsIteratedOnce() {
        everywhere(
                () -> {
                    Generator<Integer, Void, Void> generator = countTo(5);
                    int sum = 0;
                    for (int value : generator) {
                        sum += value;
                        if (value == 2) {
                            break;
                        }
                    }
                    assertEquals(3, sum);
                    Iterator<Integer> rest = generator.iterator();
                    assertTrue(rest.hasNext());
                    assertTrue(rest.hasNext()); // asking again asks for no further value
                    assertEquals(3, rest.next());
                    assertEquals(4, rest.next());
                    assertEquals(5, rest.next());
                    assertFalse(rest.hasNext());
                    assertThrows(NoSuchElementException.class, rest::next);
                });
    }

    @Test
    default void generatorIsAStream() {
        everywhere(
                () -> {
                    List<String> log = new ArrayList<>();
                    Generator<Integer, Void, Void> endless =
                            Generator.of(
                                    out -> {
                                        try {
                                            for (int i = 1; ; i++) {
                                                out.yield(i * i);
                                            }
                                        } finally {
                                            log.add("closed");
                                        }
                                    });
                    try (Stream<Integer> squares = endless.stream()) {
                        assertEquals(List.of(1, 4, 9), squares.limit(3).toList());
                        assertEquals(List.of(), log);
                    }
                    assertEquals(List.of("closed"), log);
                });
    }

    @Test
    default void generatorsAreChained() {
        everywhere(
                () -> {
                    Generator<Integer, Void, Void> numbers = countTo(10);
                    Generator<Integer, Void, Void> even =
                            Generator.of(
                                    out -> {
                                        for (int number : numbers) {
                                            if (number % 2 == 0) {
                                                out.yield(number);
                                            }
                                        }
                                    });
                    Generator<String, Void, Void> words =
                            Generator.of(
                                    out -> {
                                        for (int number : even) {
                                            out.yield("n" + number);
                                        }
                                    });
                    assertEquals(List.of("n2", "n4", "n6", "n8", "n10"), words.stream().toList());
                });
    }

    @Test
    default void generatorYieldsNulls() {
        everywhere(
                () -> {
                    Generator<String, Void, Void> generator =
                            Generator.of(
                                    out -> {
                                        out.yield(null);
                                        out.yield("x");
                                    });
                    assertNull(generator.next());
                    assertEquals("x", generator.next());
                });
    }

    @Test
    default void generatorYieldsOnlyOnItsOwnStack() {
        everywhere(
                () -> {
                    List<Yielder<Integer, Void>> leaked = new ArrayList<>();
                    Generator<Integer, Void, Void> outer =
                            Generator.of(
                                    out -> {
                                        leaked.add(out);
                                        Generator<Integer, Void, Void> inner =
                                                Generator.of(
                                                        in -> {
                                                            out.yield(1); // the wrong one
                                                        });
                                        inner.next();
                                    });
                    assertThrows(IllegalStateException.class, outer::next);
                    assertThrows(IllegalStateException.class, () -> leaked.getFirst().yield(2));
                });
    }

    @Test
    default void generatorThatReturnsWhenClosedHasTold() {
        everywhere(
                () -> {
                    Generator<Integer, Void, Integer> generator =
                            Generator.returning(
                                    out -> {
                                        try {
                                            out.yield(1);
                                        } catch (GeneratorExit e) {
                                            return 5;
                                        }
                                        return 6;
                                    });
                    generator.next();
                    generator.close();
                    assertNull(assertThrows(StopIteration.class, generator::next).value());
                    assertEquals(5, generator.result());
                });
    }

    @Test
    default void generatorTellsItsState() {
        Generator<Integer, Void, Void> generator = countTo(1);
        assertEquals(Generator.State.CREATED, generator.state());
        assertThrows(InvalidStateError.class, generator::result);
        generator.next();
        assertEquals(Generator.State.SUSPENDED, generator.state());
        assertEquals("<generator GeneratorRules.lambda suspended>", generator.toString());
        generator.close();
        assertEquals(Generator.State.CLOSED, generator.state());
    }

    @Test
    default void stopIterationIsWhatIteratorsThrow() {
        assertEquals("7", new StopIteration(7).getMessage());
        assertNull(new StopIteration().value());
        assertTrue(NoSuchElementException.class.isInstance(new StopIteration()));
    }
}
