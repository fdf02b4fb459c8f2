package weft.bench.load;

import java.io.IOException;

/** A way to put load on a server. Used by one thread. */
interface Load extends AutoCloseable {
    /** Warms, then counts what is answered in the measured time, and leaves nothing in flight. */
    Tally.Counts run(long warmNanos, long measuredNanos, Tally tally) throws IOException;

    /** Sends one message on every connection and waits for all of them. */
    Tally.Counts once(Tally tally) throws IOException;

    @Override
    void close() throws IOException;
}
