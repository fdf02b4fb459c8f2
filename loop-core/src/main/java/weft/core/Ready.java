package weft.core;

import weft.Context;

/**
 * An entry of the ready queue. Entries that recur (an endpoint's receive, a coroutine's resumption)
 * are preallocated and queued at most once at a time.
 */
interface Ready {
    /** Runs the entry on the loop's thread, in {@link #context}. What it throws is reported. */
    void run();

    /** Returns the context that is current while the entry runs. */
    Context context();
}
