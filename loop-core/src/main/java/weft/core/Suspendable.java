package weft.core;

/** A virtual thread that can give way to another one without being queued. */
interface Suspendable extends Mountable {
    /**
     * Suspends the thread, which is the calling one, until somebody runs it.
     *
     * @return false if it could not be suspended, being pinned
     */
    boolean suspend();
}
