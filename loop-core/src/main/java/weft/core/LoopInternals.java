package weft.core;

import weft.AbstractEventLoop;
import weft.ExceptionContext;
import weft.spi.Backend;

/** What transports, servers and connectors need of the loop beyond its public contract. */
interface LoopInternals {
    /** Returns the loop itself. */
    AbstractEventLoop loop();

    /** Returns the backend the loop drives. */
    Backend backend();

    /** Returns what the loop's stream connections share. The same at every call. */
    StreamResources streamResources();

    /**
     * Queues an entry for the next batch. Loop thread only, also from inside a backend's event. The
     * caller sees to it that the entry is not queued already.
     */
    void enqueue(Ready entry);

    /**
     * Has something flushed once, after the running batch and before the next poll. A flush may
     * queue entries, with which that poll does not wait, and may ask for another flush, which comes
     * before the poll after it.
     */
    void flushBeforePoll(Flushable output);

    /**
     * Reports a failure to the exception handler in an entry of its own, so that this may be called
     * from inside a backend's event, where nothing of the user's may run.
     */
    void report(ExceptionContext context);

    /** Logs a warning in an entry of its own, since the engine calls no logger itself. */
    void warn(String message);
}
