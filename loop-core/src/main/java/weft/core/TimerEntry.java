package weft.core;

import org.jspecify.annotations.Nullable;

import weft.Context;
import weft.TimerHandle;

import java.util.Comparator;

/** A callback in the timer queue, and then in the ready queue. */
final class TimerEntry extends CallbackHandle implements TimerHandle {
    static final Comparator<@Nullable TimerEntry> BY_TURN = TimerEntry::compareTurns;

    final long whenNanos;
    int sequence;
    private @Nullable TimerQueue queue; // null once it has left it

    TimerEntry(TimerQueue queue, long whenNanos, int sequence, Runnable callback, Context context) {
        super(callback, context);
        this.queue = queue;
        this.whenNanos = whenNanos;
        this.sequence = sequence;
    }

    @Override
    public long when() {
        return whenNanos;
    }

    @Override
    public void cancel() {
        TimerQueue waitingIn = queue;
        if (waitingIn != null && !cancelled()) {
            waitingIn.onCancelled();
        }
        super.cancel();
    }

    /** Notes that it no longer waits. */
    void leaveQueue() {
        queue = null;
    }

    /** Compares by time and then by the order of scheduling; the clock's origin is arbitrary. */
    boolean isBefore(TimerEntry other) {
        long difference = whenNanos - other.whenNanos;
        return difference != 0 ? difference < 0 : sequence < other.sequence;
    }

    private static int compareTurns(@Nullable TimerEntry one, @Nullable TimerEntry other) {
        if (one == null || other == null || one == other) {
            return 0;
        }
        return one.isBefore(other) ? -1 : 1;
    }

    @Override
    public String toString() {
        return describe("<TimerHandle ", "when=" + whenNanos);
    }
}
