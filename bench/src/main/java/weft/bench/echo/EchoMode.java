package weft.bench.echo;

import weft.StreamProtocol;

import java.util.function.Supplier;

/** The ways to write an echo server. */
public enum EchoMode {
    /** A protocol that writes what it receives. */
    protocol(() -> ProtocolEcho::new),
    /** A buffered protocol; each connection takes its memory from what the loop has for all. */
    buffered(EchoMode::buffering),
    /** A coroutine for each connection. */
    coroutine(() -> CoroutineEcho::connection);

    private final Supplier<Supplier<? extends StreamProtocol>> server;

    EchoMode(Supplier<Supplier<? extends StreamProtocol>> server) {
        this.server = server;
    }

    /**
     * Returns what makes the protocols of a server's connections. Connections of one factory share
     * memory, so that it is for one loop.
     *
     * @return a new factory, for {@code createServer}
     */
    public Supplier<? extends StreamProtocol> factory() {
        return server.get();
    }

    private static Supplier<StreamProtocol> buffering() {
        var shelf = new BufferShelf();
        return () -> new BufferedEcho(shelf);
    }
}
