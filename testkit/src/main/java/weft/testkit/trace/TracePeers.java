package weft.testkit.trace;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * Makes the other ends of connections, outside the loop under test. All methods, also those of the
 * peers, are called on the loop's thread, often with a virtual thread mounted, and must hold it
 * until they are done: spin, do not park.
 */
public interface TracePeers {
    /**
     * Connects to a server of the loop.
     *
     * @param server the server's address
     * @return the connected peer, which the replay closes
     * @throws IOException if that fails, or takes long
     */
    Peer connect(SocketAddress server) throws IOException;

    /**
     * Holds the loop's thread until what peers did so far would be seen by a poll.
     *
     * @throws IOException if the network failed
     */
    void settle() throws IOException;

    /** One end of a connection. */
    interface Peer extends AutoCloseable {
        /**
         * Sends all of the bytes.
         *
         * @param data the bytes, lent for the call
         * @throws IOException if that fails, or takes long
         */
        void send(ByteBuffer data) throws IOException;

        /**
         * Shuts the sending side down.
         *
         * @throws IOException if that fails
         */
        void shutdownOutput() throws IOException;

        /**
         * Receives until the buffer is full or the stream ends.
         *
         * @param target where to put the bytes, lent for the call
         * @throws IOException if that fails, or takes long
         */
        void receive(ByteBuffer target) throws IOException;

        /**
         * Closes with a reset, as a socket does that must not linger.
         *
         * @throws IOException if that fails
         */
        void reset() throws IOException;

        /**
         * Closes the connection. Idempotent.
         *
         * @throws IOException if that fails
         */
        @Override
        void close() throws IOException;
    }
}
