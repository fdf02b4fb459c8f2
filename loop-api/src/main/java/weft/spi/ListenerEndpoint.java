package weft.spi;

import java.io.IOException;
import java.net.SocketAddress;

/** Accepts stream connections. */
public interface ListenerEndpoint extends Endpoint {
    /**
     * Names the receiver of events. Called once, before anything is submitted.
     *
     * @param events the receiver
     */
    void attach(ListenerEvents events);

    /**
     * Binds and listens.
     *
     * @param local the address; port 0 takes a free one
     * @param backlog how many connections may wait, at least 1
     * @throws IOException if the address is in use, not local or not permitted
     */
    void listen(SocketAddress local, int backlog) throws IOException;

    /**
     * Accepts until told to stop. Every connection arrives through {@code onAccepted}. A failure of
     * {@link Operation#ACCEPT} (no descriptors left, no memory) ends accepting; calling this again
     * resumes it. A no-op while accepting.
     *
     * @param burst how many connections one poll may deliver at the most, at least 1
     */
    void startAccept(int burst);

    /**
     * Stops accepting. Connections that the system had already handed over may still arrive in the
     * next poll and have to be taken or closed by the receiver. A no-op if not accepting.
     */
    void stopAccept();
}
