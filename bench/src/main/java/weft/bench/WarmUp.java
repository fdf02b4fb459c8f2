package weft.bench;

import java.io.IOException;
import java.time.Duration;

/**
 * Puts load on a server until its program no longer changes. A JVM compiles what has run often
 * enough, once a compiler has time for it: how long that takes depends on how fast the machine is
 * just now, so messages are counted and compilers watched instead of seconds. Without compilers to
 * watch, as in an interpreter, the messages alone decide. Time is that of the slices.
 */
final class WarmUp {
    /** After each part of this length it is decided whether another is needed. */
    static final Duration PART = Duration.ofMillis(250);

    /** Compilers that take less of the server's CPU time than this are done, or nearly. */
    private static final double QUIET_SHARE = 0.02;

    /** One part without compiling may lie between two thresholds. */
    private static final int QUIET_PARTS = 2;

    private final Compilers compilers;
    private final Duration most;
    private long usedNanos;

    /** Tells the CPU time of a process's compilers. */
    interface Compilers {
        long nanos() throws IOException;
    }

    /** Puts load on the server for a while. */
    interface Load {
        Slice run(Duration length) throws IOException, InterruptedException;
    }

    /**
     * Begins to warm a server.
     *
     * @param compilers those of the server's process
     * @param most how long it is warmed at most, settled or not
     */
    WarmUp(Compilers compilers, Duration most) {
        this.compilers = compilers;
        this.most = most;
    }

    /**
     * Runs a load until so many messages came back, but no longer than a part of the whole time.
     *
     * @throws IOException if the server fails
     */
    void untilCounted(Load load, long messages, double share)
            throws IOException, InterruptedException {
        long endNanos = usedNanos + (long) (most.toNanos() * share);
        for (long counted = 0; counted < messages && usedNanos < endNanos; ) {
            counted += part(load, endNanos).requests();
        }
    }

    /**
     * Runs a load until at least so many messages came back and nothing is compiled any more, or
     * the time is over.
     *
     * @return whether it settled
     * @throws IOException if the server fails
     */
    boolean untilSettled(Load load, long messages) throws IOException, InterruptedException {
        long counted = 0;
        int quiet = 0;
        long before = compilers.nanos();
        while (usedNanos < most.toNanos()) {
            Slice slice = part(load, most.toNanos());
            long after = compilers.nanos();
            // Less than before means that a compiler thread without work has ended.
            boolean compiling = after - before > QUIET_SHARE * Math.max(0, slice.serverCpuNanos());
            counted += slice.requests();
            quiet = compiling ? 0 : quiet + 1;
            if (quiet >= QUIET_PARTS && counted >= messages) {
                return true;
            }
            before = after;
        }
        return false;
    }

    private Slice part(Load load, long endNanos) throws IOException, InterruptedException {
        Duration left = Duration.ofNanos(endNanos - usedNanos).plusNanos(999_999);
        Slice slice = load.run(left.compareTo(PART) < 0 ? left : PART);
        if (slice.errors() > 0) {
            throw new IOException(slice.error());
        }
        // Even of a slice in which nothing was measured there cannot be endlessly many.
        usedNanos += Math.max(slice.elapsedNanos(), Duration.ofMillis(1).toNanos());
        return slice;
    }
}
