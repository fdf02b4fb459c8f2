package weft.testkit.trace;

import org.jspecify.annotations.Nullable;

import weft.AbstractEventLoop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where one scenario plays: the loop, the clock, everything that has a name, the log, and the table
 * of instructions. Used by the loop's thread, and by one that the loop's thread waits for.
 */
final class Stage {
    private final AbstractEventLoop loop;
    private final PacedBackend backend;
    private final boolean logsIterations;
    private final Map<String, Operation> operations = new HashMap<>();
    private final Map<String, Object> names = new HashMap<>();
    private final List<Object> everNamed = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private boolean recording = true;

    Stage(AbstractEventLoop loop, PacedBackend backend, boolean logsIterations) {
        this.loop = loop;
        this.backend = backend;
        this.logsIterations = logsIterations;
    }

    AbstractEventLoop loop() {
        return loop;
    }

    PacedBackend clock() {
        return backend;
    }

    // Instructions

    void define(String name, PlainOperation operation) {
        defineCatching(name, (instruction, caught) -> operation.run(instruction));
    }

    void defineCatching(String name, Operation operation) {
        if (operations.put(name, operation) != null) {
            throw new IllegalArgumentException("instruction " + name + " is defined twice");
        }
    }

    /** Runs a body. */
    void run(List<Instruction> body, @Nullable Throwable caught) throws Exception {
        for (Instruction instruction : body) {
            Operation operation = operations.get(instruction.name());
            if (operation == null) {
                throw new UnsupportedOperationException("no instruction " + instruction);
            }
            operation.run(instruction, caught);
        }
    }

    /** Runs a body in a callback, unless the scenario is over. */
    void call(List<Instruction> body) {
        if (!recording) {
            return;
        }
        try {
            run(body, null);
        } catch (RuntimeException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalArgumentException("a callback cannot throw " + e, e);
        }
    }

    // Names

    /** Gives a thing a name, and keeps it alive until the scenario is over. */
    void name(String name, Object thing) {
        names.put(name, thing);
        everNamed.add(thing);
    }

    <T> T get(String name, Class<T> type) {
        Object thing = names.get(name);
        if (thing == null) {
            throw new IllegalArgumentException("nothing is called " + name);
        }
        return type.cast(thing);
    }

    /** Returns everything of a type that ever had a name. */
    <T> List<T> all(Class<T> type) {
        return everNamed.stream().filter(type::isInstance).map(type::cast).toList();
    }

    // The log

    void log(String text) {
        if (recording) {
            log.add(logsIterations ? TraceLibrary.line(backend.iteration(), text) : text);
        }
    }

    /** Ends the log: what happens from now on is not part of the scenario. */
    void endLog() {
        recording = false;
    }

    List<String> logged() {
        return List.copyOf(log);
    }
}
