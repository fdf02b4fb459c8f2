package weft.spi;

/** Receives the events of a {@link SocketEndpoint}. Called inside {@link Backend#poll} only. */
public interface SocketEvents extends EndpointEvents {
    /** Reports that a receive or an accept would not block, or would fail. */
    void onReadable();

    /** Reports that a send would not block, or that connecting has ended. */
    void onWritable();
}
