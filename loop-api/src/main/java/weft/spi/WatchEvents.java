package weft.spi;

/** Receives the events of a {@link WatchEndpoint}. Called inside {@link Backend#poll} only. */
public interface WatchEvents extends EndpointEvents {
    /**
     * Reports readiness, in every poll for as long as it lasts.
     *
     * @param operations what is ready, a union of {@link WatchEndpoint#READ} and {@link
     *     WatchEndpoint#WRITE}; both on an error or a hang-up
     */
    void onReady(int operations);
}
