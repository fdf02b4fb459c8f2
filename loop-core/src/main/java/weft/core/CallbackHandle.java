package weft.core;

import org.jspecify.annotations.Nullable;

import weft.Context;
import weft.Handle;

/** A callback in the ready queue. */
class CallbackHandle implements Handle, Ready {
    private final Context context;
    private @Nullable Runnable callback;
    private boolean cancelled;

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
    public final Context context() {
        return context;
    }

    @Override
    public final Context getContext() {
        return context;
    }

    @Override
    public void cancel() {
        cancelled = true;
        callback = null; // what it refers to may be collected before its turn comes
    }

    @Override
    public final boolean cancelled() {
        return cancelled;
    }

    @Override
    public String toString() {
        return "<Handle " + (cancelled ? "cancelled" : callback) + ">";
    }
}
