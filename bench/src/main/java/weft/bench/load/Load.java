package weft.bench.load;

import java.io.IOException;

/** A way to put load on a server. Used by one thread. */
interface Load extends AutoCloseable {
    /** Warms, then counts what is answered in the measured time, and leaves nothing in flight. */
    Tally.Counts run(long warmNanos, long measuredNanos, Tally tally) throws IOException;

    /**
     * As {@link #run}, but counts so many messages for each client, however long they take.
     *
     * @throws IllegalArgumentException if this load has no clients that count
     */
    default Tally.Counts count(long warmNanos, int messages, Tally tally) throws IOException {
        throw new IllegalArgumentException("messages are counted with --blocking only");
    }

    /** Sends one message on every connection and waits for all of them. */
    Tally.Counts once(Tally tally) throws IOException;

    @Override
    void close() throws IOException;
}
