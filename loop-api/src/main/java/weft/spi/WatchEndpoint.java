package weft.spi;

/**
 * Watches a descriptor for readiness. {@link #close} ends the watch and leaves the descriptor open.
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
     */
    void watch(int operations);
}
