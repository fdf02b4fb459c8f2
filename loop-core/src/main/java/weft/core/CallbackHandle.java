package weft.core;

import org.jspecify.annotations.Nullable;

import weft.Context;
import weft.Handle;
import weft.spi.Traces;

import java.util.List;

/** A callback in the ready queue. */
class CallbackHandle extends Inbox.Node implements Handle, Ready {
    private final Context context;
    private @Nullable Runnable callback; // null once cancelled

    CallbackHandle(Runnable callback, Context context) {
        this.callback = callback;
        this.context = context;
    }

    @Override
    public final void run() {
        Runnable function = callback;
        if (function != null) {
            function.run();
        }
    }

    @Override
    final Ready entry() {
        return this;
    }

    @Override
    public final Context context() {
        return context;
    }

    @Override
    public final Context getContext() {
        return context;
    }

    @Override
    public void cancel() {
        callback = null; // what it refers to may be collected before its turn comes
    }

    @Override
    public final boolean cancelled() {
        return callback == null;
    }

    /** Returns where it was scheduled, innermost frame first; empty unless in debug mode. */
    final List<StackTraceElement> createdAt() {
        return callback instanceof TracedCallback traced ? traced.createdAt() : List.of();
    }

    @Override
    public String toString() {
        return describe("<Handle ", "");
    }

    /** Describes this: first whether it is cancelled, then what it knows, then what it calls. */
    final String describe(String kind, String details) {
        Runnable function = callback;
        String gap = details.isEmpty() ? "" : " ";
        return function == null
                ? kind + "cancelled" + gap + details + ">"
                : kind + details + gap + Traces.describe(function) + ">";
    }
}
