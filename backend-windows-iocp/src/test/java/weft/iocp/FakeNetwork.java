package weft.iocp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The loopback of {@link FakeWindows}: addresses, connections, and what operations do to them. */
final class FakeNetwork {
    /** An operation cannot go on yet. */
    static final int WAIT = Integer.MIN_VALUE;

    private final Random random;
    private final Temper temper;
    private final List<FakeSocket> bound = new ArrayList<>();

    /** Whether DisconnectEx is a mere shutdown, and AcceptEx does not mind, as in Wine. */
    boolean disconnectOnlyShutsDown;

    /** Whether no connection ends before the peer answers, which it does not. */
    boolean peersAreSilent;

    private int nextPort = 40_000;

    FakeNetwork(Random random, Temper temper) {
        this.random = random;
        this.temper = temper;
    }

    int bind(FakeSocket socket, byte[] name) {
        if (socket.local != null) {
            return -WindowsError.WSAEINVAL;
        }
        byte[] local = name.clone();
        int port = ((local[2] & 0xff) << 8) | (local[3] & 0xff);
        if (port == 0) {
            port = nextPort++;
            local[2] = (byte) (port >> 8);
            local[3] = (byte) port;
        } else {
            int wanted = port;
            if (bound.stream().anyMatch(other -> other.portNumber() == wanted)) {
                return -WindowsError.WSAEADDRINUSE;
            }
        }
        socket.local = local;
        bound.add(socket);
        return 0;
    }

    int listen(FakeSocket socket, int backlog) {
        if (socket.local == null) {
            return -WindowsError.WSAEINVAL;
        }
        socket.backlogMaximum = backlog;
        return 0;
    }

    /** Closes one end; a reset if it is abortive or leaves bytes unread. */
    void close(FakeSocket socket, boolean abortive) {
        socket.closed = true;
        bound.remove(socket);
        for (FakeSocket waiting : socket.backlog) {
            close(waiting, true);
        }
        FakeSocket peer = socket.peer;
        if (peer != null && !peer.closed) {
            if (abortive || socket.incoming.size() > 0) {
                peer.reset = true;
            } else {
                peer.incoming.end();
            }
        }
    }

    /** Tells whether an operation would end now. */
    boolean canGoOn(FakeOperation operation) {
        FakeSocket socket = operation.socket;
        return switch (operation.call) {
            case RECEIVE -> socket.reset || socket.incoming.size() > 0 || socket.incoming.isEnded();
            case SEND -> socket.reset || socket.peer == null || socket.peer.incoming.space() > 0;
            case ACCEPT -> !socket.backlog.isEmpty();
            case CONNECT -> {
                FakeSocket listener = listener(operation.remote);
                yield listener == null || listener.backlog.size() < listener.backlogMaximum;
            }
            // Whoever ends first is in TIME_WAIT for minutes.
            case DISCONNECT ->
                    !peersAreSilent
                            && (disconnectOnlyShutsDown
                                    || socket.reset
                                    || socket.incoming.isEnded());
        };
    }

    /** Goes on with an operation; returns its result, or {@link #WAIT}. */
    int attempt(FakeOperation operation, Map<Long, FakeSocket> sockets) {
        if (!canGoOn(operation)) {
            return WAIT;
        }
        return switch (operation.call) {
            case RECEIVE -> receive(operation);
            case SEND -> send(operation);
            case ACCEPT -> accept(operation, sockets);
            case CONNECT -> connect(operation);
            case DISCONNECT -> disconnect(operation);
        };
    }

    private int reset() {
        // The two names that Windows has for it, depending on who translates.
        return -(random.nextBoolean()
                ? WindowsError.WSAECONNRESET
                : WindowsError.ERROR_NETNAME_DELETED);
    }

    private int receive(FakeOperation operation) {
        FakeSocket socket = operation.socket;
        if (socket.reset) {
            return reset();
        }
        int moved = 0;
        for (FakeOperation.Piece piece : operation.pieces) {
            int bytes = amount(Math.min(piece.bytes(), socket.incoming.size()), moved == 0);
            socket.incoming.read(piece.address(), bytes);
            moved += bytes;
            if (bytes < piece.bytes()) {
                break;
            }
        }
        return moved;
    }

    private int send(FakeOperation operation) {
        FakeSocket socket = operation.socket;
        FakeSocket peer = socket.peer;
        if (peer == null) {
            return -WindowsError.WSAENOTCONN;
        }
        if (socket.outputShut) {
            return -WindowsError.WSAESHUTDOWN;
        }
        if (socket.reset) {
            return reset();
        }
        if (peer.closed) {
            socket.reset = true;
            return reset();
        }
        int moved = 0;
        for (FakeOperation.Piece piece : operation.pieces) {
            int bytes = amount(Math.min(piece.bytes(), peer.incoming.space()), moved == 0);
            peer.incoming.write(piece.address(), bytes);
            moved += bytes;
            if (bytes < piece.bytes()) {
                break;
            }
        }
        return moved;
    }

    /** Returns how many of the possible bytes move; at least one of the first piece. */
    private int amount(int possible, boolean first) {
        if (possible <= 1 || random.nextDouble() >= temper.partial()) {
            return possible;
        }
        return Math.max(first ? 1 : 0, random.nextInt(possible));
    }

    private int accept(FakeOperation operation, Map<Long, FakeSocket> sockets) {
        FakeSocket listener = operation.socket;
        FakeSocket client = listener.backlog.remove();
        if (client.closed && random.nextBoolean()) {
            return reset(); // as often as not, Windows notices that the client has gone
        }
        FakeSocket accepted = sockets.get(operation.accepted);
        // The client's side was connected to a place-holder until now.
        FakeSocket placeholder = client.peer;
        accepted.local = listener.local;
        accepted.remote = client.local;
        accepted.halfMade = true;
        accepted.connectTo(client);
        if (placeholder != null) {
            int waiting = placeholder.incoming.size();
            placeholder.incoming.moveTo(accepted.incoming, waiting);
            accepted.reset = placeholder.reset;
            if (placeholder.incoming.isEnded()) {
                accepted.incoming.end();
            }
        }
        return 0;
    }

    private int connect(FakeOperation operation) {
        FakeSocket socket = operation.socket;
        FakeSocket listener = listener(operation.remote);
        if (listener == null) {
            return -(random.nextBoolean()
                    ? WindowsError.WSAECONNREFUSED
                    : WindowsError.ERROR_CONNECTION_REFUSED);
        }
        byte[] local = listener.local.clone();
        local[2] = socket.local[2];
        local[3] = socket.local[3];
        socket.local = local;
        socket.remote = operation.remote;
        socket.halfMade = true;
        socket.connectTo(new FakeSocket(0, socket.family));
        listener.backlog.add(socket);
        return 0;
    }

    /** Tells the peer of the end, as DisconnectEx does when it is called. */
    void startDisconnect(FakeSocket socket) {
        socket.outputShut = true;
        if (socket.peer != null) {
            socket.peer.incoming.end();
        }
    }

    private int disconnect(FakeOperation operation) {
        FakeSocket socket = operation.socket;
        if (socket.reset) {
            return reset();
        }
        if (!disconnectOnlyShutsDown) {
            socket.disconnect();
        }
        return 0;
    }

    private FakeSocket listener(byte[] remote) {
        for (FakeSocket socket : bound) {
            byte[] local = socket.local;
            if (socket.isListening() && Arrays.equals(local, 2, 4, remote, 2, 4)) {
                return socket;
            }
        }
        return null;
    }
}
