package weft.bench.echo;

import weft.PullProtocol;
import weft.spi.Chunk;

/**
 * Runs a coroutine for each connection: straight-line code that waits for bytes and writes them.
 */
final class CoroutineEcho {
    private CoroutineEcho() {}

    static PullProtocol connection() {
        return new PullProtocol(CoroutineEcho::serve);
    }

    private static void serve(PullProtocol connection) {
        for (Chunk chunk = connection.receive(); chunk != null; chunk = connection.receive()) {
            connection.transport().write(chunk);
            connection.drain();
        }
    }
}
