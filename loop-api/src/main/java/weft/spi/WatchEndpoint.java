package weft.spi;

/**
 * Watches a descriptor for readiness. {@link #close} ends the watch and leaves the descriptor open.
 *
 * <p>End the watch before you close the descriptor. A backend knows a raw descriptor by its number,
 * which the system gives to the next file that is opened: a watch that outlives its descriptor may
 * report that file's readiness, as a forgotten {@code add_reader} of asyncio may, and refuses
 * another watch of the number. It never ends or changes what somebody else waits for.
 */
public interface WatchEndpoint extends Endpoint {
    /** Readiness to read, accept, or see the end or an error. */
    int READ = 1;

    /** Readiness to write, or the end of connecting. */
    int WRITE = 2;

    /**
     * Replaces what is watched.
     *
     * @param operations a union of {@link #READ} and {@link #WRITE}; 0 pauses the watch
     * @throws IllegalArgumentException if there is another bit in it
     */
    void watch(int operations);

    /**
     * Refuses what cannot be watched. For backends, before they claim anything for a watch.
     *
     * @param operations what was asked for
     * @throws IllegalArgumentException if it is no union of {@link #READ} and {@link #WRITE}
     */
    static void requireKnown(int operations) {
        if ((operations & ~(READ | WRITE)) != 0) {
            throw new IllegalArgumentException(operations + " is no union of READ and WRITE");
        }
    }
}
