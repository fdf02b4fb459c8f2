package weft.core;

import weft.spi.Traces;

import java.util.List;

/** A callback that, in debug mode, knows where it was scheduled. */
record TracedCallback(Runnable callback, List<StackTraceElement> createdAt) implements Runnable {
    static TracedCallback of(Runnable callback) {
        return new TracedCallback(callback, Traces.capture());
    }

    @Override
    public void run() {
        callback.run();
    }

    @Override
    public String toString() {
        String text = Traces.describe(callback);
        return createdAt.isEmpty()
                ? text
                : text + " created at " + Traces.describe(createdAt.getFirst());
    }
}
