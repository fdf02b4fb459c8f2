package weft.core;

import weft.Context;
import weft.TimerHandle;

/** A callback in the timer queue, and then in the ready queue. */
final class TimerEntry extends CallbackHandle implements TimerHandle {
    final long whenNanos;
    final long sequence;
    boolean scheduled;
    private final TimerQueue queue;

    TimerEntry(
            TimerQueue queue, long whenNanos, long sequence, Runnable callback, Context context) {
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
        if (!cancelled() && scheduled) {
            queue.onCancelled();
        }
        super.cancel();
    }

    /** Compares by time and then by the order of scheduling; the clock's origin is arbitrary. */
    boolean isBefore(TimerEntry other) {
        long difference = whenNanos - other.whenNanos;
        return difference != 0 ? difference < 0 : sequence < other.sequence;
    }

    @Override
    public String toString() {
        return "<TimerHandle when=" + whenNanos + " " + super.toString() + ">";
    }
}
