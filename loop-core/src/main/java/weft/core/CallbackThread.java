package weft.core;

import org.jspecify.annotations.Nullable;

import weft.Context;
import weft.Task;

import java.util.Objects;

/**
 * The virtual thread that runs callbacks, so that one of them can block on a lock without blocking
 * the loop.
 *
 * <p>If callbacks ran on the platform thread, one that waits for a lock held by a suspended
 * coroutine would wait for ever: only the platform thread could resume the coroutine. Here such a
 * callback is unmounted with its thread, a fresh callback thread goes on with the batch, and the
 * old one ends after its callback.
 *
 * <p>It also polls, where the backend allows it, so that an iteration of nothing but callbacks
 * never switches threads. It hands over to the platform thread only for entries that have to be
 * mounted.
 */
final class CallbackThread extends LoopThread {
    private final Callbacks callbacks;
    private boolean handedOver;

    CallbackThread(Scheduler scheduler, Callbacks callbacks) {
        this(scheduler, callbacks, new Body());
    }

    private CallbackThread(Scheduler scheduler, Callbacks callbacks, Body body) {
        super(scheduler, "weft-callbacks", new Context(), body);
        this.callbacks = callbacks;
        body.thread = this;
    }

    /** What the virtual thread runs, which is created before its owner is. */
    private static final class Body implements Runnable {
        private @Nullable CallbackThread thread;

        @Override
        public void run() {
            Objects.requireNonNull(thread).body();
        }
    }

    private void body() {
        while (runCallbacks()) {
            handedOver = true;
            suspend();
            handedOver = false;
        }
    }

    private boolean runCallbacks() {
        try {
            return callbacks.runOn(this);
        } catch (Throwable e) {
            scheduler.fail(e); // of the engine itself: callbacks' exceptions are reported
            return true;
        }
    }

    /** Tells whether it gave the platform thread its turn, rather than blocked in a callback. */
    boolean hasHandedOver() {
        return handedOver;
    }

    @Override
    @Nullable Task<?> ownTask() {
        return null;
    }

    @Override
    public String toString() {
        return "<callback thread of " + scheduler.loop() + ">";
    }
}
