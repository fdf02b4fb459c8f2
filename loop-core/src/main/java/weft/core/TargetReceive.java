package weft.core;

import org.jspecify.annotations.Nullable;

import weft.BufferedProtocol;
import weft.spi.Backend;
import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One receive into the memory of a {@link BufferedProtocol}: idle, in flight, or complete and not
 * yet told. Reused for as long as the transport lives.
 */
final class TargetReceive {
    private @Nullable BufferedProtocol owner;
    private @Nullable ByteBuffer buffer;
    private boolean inFlight;
    private int result;

    /**
     * Starts a receive.
     *
     * @return whether it is complete already
     */
    boolean start(StreamEndpoint endpoint, BufferedProtocol protocol, ByteBuffer target)
            throws IOException {
        owner = protocol;
        buffer = target;
        int answer = endpoint.receive(target);
        if (answer == Backend.PENDING) {
            inFlight = true;
            return false;
        }
        result = answer;
        return true;
    }

    void completed(int answer) {
        inFlight = false;
        result = answer;
    }

    boolean isInFlight() {
        return inFlight;
    }

    boolean isComplete() {
        return result != 0;
    }

    boolean isEndOfStream() {
        return result == Backend.END_OF_STREAM;
    }

    int bytes() {
        return result;
    }

    /** Returns the protocol that supplied the buffer. */
    @Nullable BufferedProtocol owner() {
        return owner;
    }

    /** Returns the received bytes of a complete receive. */
    ByteBuffer received() {
        ByteBuffer target = buffer;
        if (target == null || result <= 0) {
            throw new IllegalStateException("nothing was received");
        }
        return target.slice(target.position() - result, result);
    }

    void forget() {
        owner = null;
        buffer = null;
        inFlight = false;
        result = 0;
    }
}
