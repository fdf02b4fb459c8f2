package weft.spi;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Hands the process's signals to functions, for loops and runners. The last one registered for a
 * signal gets it; once all are gone, the signal means again what it meant before the first. Any
 * thread. The asyncio counterpart is what {@code signal.signal} is to its loops.
 */
public final class Signals {
    /** Stands for a function that gets a signal. */
    public interface Registration extends AutoCloseable {
        /** Takes the function away. Idempotent; any thread, also inside the function. */
        @Override
        void close();
    }

    /** One signal that somebody has registered for; guarded by {@link #IN_USE}. */
    private static final class Line {
        final List<Entry> entries = new ArrayList<>();
        Object own = this;
        Object former = this;
    }

    private record Entry(String signal, Runnable action) implements Registration {
        @Override
        public void close() {
            synchronized (IN_USE) {
                remove(this);
            }
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other; // one action may be registered twice
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private static final Map<String, Line> IN_USE = new HashMap<>();

    private Signals() {}

    /**
     * Has a function called for every signal of a kind from now on, on a thread of the JVM's.
     *
     * @param signal the name, such as {@code INT} or {@code SIGINT}
     * @param action what to call; it must neither throw nor block
     * @return takes the function away
     * @throws IllegalArgumentException if the system or the JVM does not let the signal be handled
     * @throws UnsupportedOperationException if this runtime has no signals
     */
    public static Registration handle(String signal, Runnable action) {
        Entry entry = new Entry(nameOf(signal), action);
        synchronized (IN_USE) {
            Line line = IN_USE.get(entry.signal);
            if (line == null) {
                line = connect(entry.signal);
                IN_USE.put(entry.signal, line);
            }
            line.entries.add(entry);
        }
        return entry;
    }

    /**
     * Does what {@link #handle} does if nobody else has taken the signal.
     *
     * @param signal the name, such as {@code INT} or {@code SIGINT}
     * @param action what to call; it must neither throw nor block
     * @return takes the function away; null if somebody else has the signal
     * @throws IllegalArgumentException if the system or the JVM does not let the signal be handled
     * @throws UnsupportedOperationException if this runtime has no signals
     */
    public static @Nullable Registration handleIfFree(String signal, Runnable action) {
        synchronized (IN_USE) {
            if (IN_USE.containsKey(nameOf(signal))) {
                return null;
            }
            Registration registration = handle(signal, action);
            Line line = IN_USE.get(nameOf(signal));
            if (line != null && SignalBridge.isOfTheJvm(line.former)) {
                return registration;
            }
            registration.close();
            return null;
        }
    }

    private static Line connect(String signal) {
        Line line = new Line();
        line.own = SignalBridge.handlerOf(() -> dispatch(line));
        line.former = SignalBridge.install(signal, line.own);
        return line;
    }

    /** Called by the JVM, on a thread of its own. */
    private static void dispatch(Line line) {
        Entry last;
        synchronized (IN_USE) {
            if (line.entries.isEmpty()) {
                return;
            }
            last = line.entries.getLast();
        }
        last.action.run();
    }

    private static void remove(Entry entry) {
        Line line = IN_USE.get(entry.signal);
        if (line == null || !line.entries.remove(entry) || !line.entries.isEmpty()) {
            return;
        }
        IN_USE.remove(entry.signal);
        Object replaced = SignalBridge.install(entry.signal, line.former);
        if (replaced != line.own) {
            SignalBridge.install(entry.signal, replaced); // somebody has taken it from us since
        }
    }

    private static String nameOf(String signal) {
        String name = signal.toUpperCase(Locale.ROOT);
        return name.startsWith("SIG") ? name.substring(3) : name;
    }
}
