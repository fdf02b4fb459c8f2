package weft.spi;

/** Receives the events of a {@link StreamEndpoint}. Called inside {@link Backend#poll} only. */
public interface StreamEvents extends EndpointEvents {
    /** Reports that the connection is established. */
    void onConnected();

    /**
     * Hands over received bytes. The receiver owns one reference and has to {@link Chunk#release}
     * it, now or later.
     *
     * @param chunk the bytes, at least one
     */
    void onReceived(Chunk chunk);

    /**
     * Reports the end of a pending {@link StreamEndpoint#receive}.
     *
     * @param bytes how many bytes are in the caller's buffer now, at least one, or {@link
     *     Backend#END_OF_STREAM}
     */
    void onReceivedInto(int bytes);

    /** Reports that the peer sends no more. Receiving has ended. */
    void onEndOfStream();

    /**
     * Reports that a pending send took bytes; the buffers are the caller's again.
     *
     * @param bytes how many, at least one and maybe fewer than offered
     */
    void onSent(long bytes);
}
