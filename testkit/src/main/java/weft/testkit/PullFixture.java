package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import weft.Asyncio;
import weft.PullProtocol;
import weft.Server;
import weft.spi.Chunk;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the rules of connections whose coroutine asks for the bytes have in common. */
interface PullFixture extends LoopFixture {
    String HOST = "127.0.0.1";

    /** A server whose connections have a coroutine each, and the clients a test connects to it. */
    final class PullServer {
        final List<PullProtocol> accepted = new ArrayList<>();
        private final List<RecordingProtocol> clients = new ArrayList<>();
        private final PullFixture rules;
        private final Server server;

        PullServer(PullFixture rules, PullProtocol.Handler handler) {
            this.rules = rules;
            server =
                    rules.loop()
                            .createServer(
                                    () -> {
                                        accepted.add(new PullProtocol(handler));
                                        return accepted.get(accepted.size() - 1);
                                    },
                                    HOST,
                                    0);
        }

        RecordingProtocol connect() {
            RecordingProtocol client = new RecordingProtocol();
            client.keepOpen = true;
            clients.add(client);
            rules.loop().createConnection(() -> client, HOST, TransportRules.portOf(server));
            rules.waitUntil("the server's end", () -> accepted.size() == clients.size());
            return client;
        }

        int port() {
            return TransportRules.portOf(server);
        }

        Server server() {
            return server;
        }

        /** Closes what is left and checks what always holds. */
        void finish() {
            server.close();
            clients.forEach(client -> client.transport().abort());
            server.waitClosed();
            for (RecordingProtocol client : clients) {
                rules.waitUntil("the client's end", () -> client.lost);
                assertEquals(List.of(), client.violations);
            }
        }
    }

    /** A chunk that counts its references, of one byte. */
    final class CountedChunk implements Chunk {
        int references = 1;
        private final ByteBuffer view = ByteBuffer.allocate(1).asReadOnlyBuffer();

        @Override
        public ByteBuffer buffer() {
            return view;
        }

        @Override
        public void retain() {
            references++;
        }

        @Override
        public void release() {
            assertTrue(references > 0, "released too often");
            references--;
        }
    }

    /** What a test does with a server. */
    @FunctionalInterface
    interface PullScenario {
        void play(PullServer server) throws Exception;
    }

    default void withServer(PullProtocol.Handler handler, PullScenario scenario) {
        run(
                () -> {
                    PullServer server = new PullServer(this, handler);
                    scenario.play(server);
                    server.finish();
                });
    }

    /** Runs a test as the coroutine of a connection to which nobody sends anything. */
    default void insideConnection(PullProtocol.Handler test) {
        List<Throwable> failures = new ArrayList<>();
        boolean[] ended = new boolean[1];
        withServer(
                connection -> {
                    try {
                        test.handle(connection);
                    } catch (Throwable failure) {
                        failures.add(failure);
                    } finally {
                        ended[0] = true;
                    }
                },
                server -> {
                    server.connect();
                    waitUntil("the end of the connection's coroutine", () -> ended[0]);
                });
        if (!failures.isEmpty()) {
            throw new AssertionError("the test in the connection failed", failures.get(0));
        }
    }

    static void pullEcho(PullProtocol connection) {
        for (Chunk chunk = connection.receive(); chunk != null; chunk = connection.receive()) {
            connection.transport().write(chunk);
            connection.drain();
        }
    }

    static void takeInto(ByteArrayOutputStream bytes, Chunk chunk) {
        byte[] copy = new byte[chunk.buffer().remaining()];
        chunk.buffer().get(copy);
        chunk.release();
        bytes.writeBytes(copy);
    }

    static void takeAll(PullProtocol connection, ByteArrayOutputStream bytes) {
        for (Chunk chunk = connection.receive(); chunk != null; chunk = connection.receive()) {
            takeInto(bytes, chunk);
        }
    }

    static void takeTurns() {
        for (int i = 0; i < 5; i++) {
            Asyncio.sleep(Duration.ZERO);
        }
    }
}
