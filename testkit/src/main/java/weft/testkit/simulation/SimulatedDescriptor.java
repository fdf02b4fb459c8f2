package weft.testkit.simulation;

import weft.spi.Backend;
import weft.spi.Descriptor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;

/**
 * Identifies a socket or a pipe's end of a simulated network. It can be given to a simulated
 * backend, or be used by a test as the peer: then it is a non-blocking channel.
 *
 * <p>Numbers are given as the system does: the lowest that is free, so that a closed one is soon
 * somebody else's.
 */
public final class SimulatedDescriptor implements Descriptor.Own, ByteChannel {
    private final int number;
    private final SimulatedSocket socket;
    private boolean open = true;

    SimulatedDescriptor(int number, SimulatedSocket socket) {
        this.number = number;
        this.socket = socket;
    }

    /**
     * Returns the number.
     *
     * @return at least 3
     */
    public int number() {
        return number;
    }

    /**
     * Reads what has arrived.
     *
     * @param target where to put it
     * @return the number of bytes, 0 if there are none yet, -1 at the end of the stream
     * @throws IOException if the connection was reset or the descriptor is closed
     */
    @Override
    public int read(ByteBuffer target) throws IOException {
        requireOpen();
        int outcome = socket.read(target);
        return switch (outcome) {
            case Backend.PENDING -> 0;
            case Backend.END_OF_STREAM -> -1;
            default -> outcome;
        };
    }

    /**
     * Writes what there is room for.
     *
     * @param source the bytes
     * @return the number of bytes, 0 if there is no room
     * @throws IOException if the connection is broken or the descriptor is closed
     */
    @Override
    public int write(ByteBuffer source) throws IOException {
        requireOpen();
        return Math.max(0, socket.write(source));
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** Closes the socket and frees the number. Idempotent. */
    @Override
    public void close() {
        if (open) {
            open = false;
            socket.close();
            socket.network.free(number);
        }
    }

    SimulatedSocket socket() {
        return socket;
    }

    private void requireOpen() throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public String toString() {
        return "simulated descriptor " + number;
    }
}
