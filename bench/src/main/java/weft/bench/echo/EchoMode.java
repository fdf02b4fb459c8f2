package weft.bench.echo;

import weft.StreamProtocol;

import java.util.function.Supplier;

/** The ways to write an echo server. */
public enum EchoMode {
    /** A protocol that writes what it receives. */
    protocol(ProtocolEcho::new),
    /** A buffered protocol with memory of its own. */
    buffered(BufferedEcho::new),
    /** A coroutine for each connection. */
    coroutine(CoroutineEcho::connection);

    private final Supplier<? extends StreamProtocol> factory;

    EchoMode(Supplier<? extends StreamProtocol> factory) {
        this.factory = factory;
    }

    /**
     * Returns what makes the protocol of a connection.
     *
     * @return the factory, for {@code createServer}
     */
    public Supplier<? extends StreamProtocol> factory() {
        return factory;
    }
}
