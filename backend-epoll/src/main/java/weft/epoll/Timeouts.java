package weft.epoll;

import weft.linux.Structs;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Puts timeouts into the forms the kernel takes. */
final class Timeouts {
    static final long NANOS_PER_MILLI = 1_000_000;

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long SECONDS = Structs.offset(Structs.TIMESPEC, "tv_sec");
    private static final long NANOS = Structs.offset(Structs.TIMESPEC, "tv_nsec");

    private final MemorySegment timespec;

    Timeouts(Arena arena) {
        timespec = arena.allocate(Structs.TIMESPEC);
    }

    /** Returns the address of a struct timespec, or 0 for a timeout without end. */
    long timespec(long timeoutNanos) {
        if (timeoutNanos < 0) {
            return 0;
        }
        timespec.set(ValueLayout.JAVA_LONG, SECONDS, timeoutNanos / NANOS_PER_SECOND);
        timespec.set(ValueLayout.JAVA_LONG, NANOS, timeoutNanos % NANOS_PER_SECOND);
        return timespec.address();
    }

    /** Returns milliseconds, rounded up so that no timer is early; -1 without end. */
    static int millis(long timeoutNanos) {
        if (timeoutNanos <= 0) {
            return timeoutNanos == 0 ? 0 : -1;
        }
        return (int) Math.min((timeoutNanos - 1) / NANOS_PER_MILLI + 1, Integer.MAX_VALUE);
    }
}
