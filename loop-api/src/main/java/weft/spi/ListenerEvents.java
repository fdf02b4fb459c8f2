package weft.spi;

/** Receives the events of a {@link ListenerEndpoint}. Called inside {@link Backend#poll} only. */
public interface ListenerEvents extends EndpointEvents {
    /**
     * Hands over an accepted connection, connected and not yet attached. It is the receiver's to
     * attach or to close.
     *
     * @param endpoint the connection
     */
    void onAccepted(StreamEndpoint endpoint);
}
