package weft.bench.jmh;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

import weft.Future;
import weft.Protocol;
import weft.Server;
import weft.Transport;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** What transports cost: messages there and back over TCP, with both ends on the same loop. */
public class TransportBenchmark extends LoopState {
    private static final int ROUND_TRIPS = 10_000;
    private static final int MESSAGE_BYTES = 64;

    /** Creates a benchmark. */
    public TransportBenchmark() {}

    /** A message of 64 bytes goes to a server and comes back; protocols on both sides. */
    @Benchmark
    @OperationsPerInvocation(ROUND_TRIPS)
    public void echoRoundTrip() {
        loop().runUntilComplete(
                        () -> {
                            Future<Void> done = loop().createFuture();
                            Server server = loop().createServer(Echo::new, "127.0.0.1", 0);
                            var address = (InetSocketAddress) server.sockets().get(0);
                            var client =
                                    loop().createConnection(
                                                    () -> new Client(done),
                                                    "127.0.0.1",
                                                    address.getPort());
                            done.await();
                            client.transport().close();
                            server.close();
                            server.waitClosed();
                            return null;
                        });
    }

    /** Sends back what comes. */
    private static final class Echo implements Protocol {
        private @Nullable Transport transport;

        @Override
        public void connectionMade(Transport made) {
            transport = made;
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            if (transport != null) {
                transport.write(data);
            }
        }
    }

    /** Sends a message again whenever it is back, until it was there often enough. */
    private static final class Client implements Protocol {
        private final ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE_BYTES);
        private final Future<Void> done;
        private @Nullable Transport transport;
        private int received;
        private int left = ROUND_TRIPS;

        Client(Future<Void> done) {
            this.done = done;
        }

        @Override
        public void connectionMade(Transport made) {
            transport = made;
            made.write(message.duplicate());
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            received += data.remaining();
            if (received < MESSAGE_BYTES || transport == null) {
                return;
            }
            received = 0;
            if (--left > 0) {
                transport.write(message.duplicate());
            } else {
                done.setResult(null);
            }
        }
    }
}
