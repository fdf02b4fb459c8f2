package weft.iocp;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A socket of {@link FakeWindows}. */
final class FakeSocket {
    final long handle;
    final int family;
    final Map<Long, byte[]> options = new HashMap<>();
    final ArrayDeque<FakeSocket> backlog = new ArrayDeque<>();

    /** The OVERLAPPEDs of this connection's operations. */
    final Set<Long> operations = new LinkedHashSet<>();

    long port;
    long key;
    boolean skipsPackets;

    /** The encoded local address, or null before bind. */
    byte @Nullable [] local;

    byte @Nullable [] remote;
    int backlogMaximum;

    /** Whether AcceptEx or ConnectEx has made the connection, but the context was not updated. */
    boolean halfMade;

    boolean reset;
    boolean closed;
    boolean outputShut;
    @Nullable FakeSocket peer;
    FakePipe incoming = new FakePipe();

    FakeSocket(long handle, int family) {
        this.handle = handle;
        this.family = family;
    }

    boolean isListening() {
        return backlogMaximum > 0;
    }

    boolean isConnected() {
        return peer != null;
    }

    int portNumber() {
        byte[] name = local;
        return name == null ? 0 : ((name[2] & 0xff) << 8) | (name[3] & 0xff);
    }

    /** Frees the socket of its connection; options stay as they are, and so do port and key. */
    void disconnect() {
        FakeSocket other = peer;
        if (other != null) {
            FakeSocket gone = new FakeSocket(0, family);
            gone.closed = true;
            other.peer = gone;
        }
        peer = null;
        local = null;
        remote = null;
        halfMade = false;
        reset = false;
        outputShut = false;
        incoming = new FakePipe();
    }

    /** Makes the two ends know each other. */
    void connectTo(FakeSocket other) {
        peer = other;
        other.peer = this;
    }
}
