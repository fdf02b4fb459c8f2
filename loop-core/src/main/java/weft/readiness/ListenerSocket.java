package weft.readiness;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.SocketAddress;

/** Makes the non-blocking calls of a listening socket. Failures are as the system names them. */
public interface ListenerSocket extends Pollable {
    /**
     * Binds and listens.
     *
     * @param local the address
     * @param backlog how many connections may wait
     * @throws IOException if it failed
     */
    void listen(SocketAddress local, int backlog) throws IOException;

    /**
     * Accepts a connection that is there. One that was aborted while it waited is passed over.
     *
     * @return a non-blocking connection, or null if there is none
     * @throws IOException if it failed, as for want of descriptors
     */
    @Nullable StreamSocket accept() throws IOException;
}
