package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import weft.spi.Backend;
import weft.spi.BackendProvider;
import weft.spi.Chunk;
import weft.spi.ListenerEndpoint;
import weft.spi.ListenerEvents;
import weft.spi.Operation;
import weft.spi.StreamEndpoint;
import weft.spi.StreamEvents;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;

/**
 * Passes one message back and forth and counts what that allocates. For backends whose small sends
 * finish at once.
 */
public abstract class AllocationContract {
    private static final int MEASURED = 50_000;

    /** On a busy machine the compiler may need some of them. */
    private static final int ROUNDS = 10;

    /** Less than the smallest object for each message. */
    private static final long ALLOWED_BYTES = MEASURED * 8L;

    /** Creates the suite; JUnit does this. */
    protected AllocationContract() {}

    /**
     * Returns what makes the backend under test.
     *
     * @return the provider
     */
    protected abstract BackendProvider provider();

    /**
     * The steady state allocates nothing.
     *
     * @throws IOException if the backend failed
     */
    @Test
    @Tag("slow")
    public final void theSteadyStateAllocatesNothing() throws IOException {
        try (Backend backend = provider().newBackend()) {
            Echo echo = new Echo();
            ListenerEndpoint listener = backend.openListener(StandardProtocolFamily.INET);
            listener.attach(echo);
            listener.listen(BackendDriver.loopback(0), 1);
            listener.startAccept(1);
            StreamEndpoint client = backend.openStream(StandardProtocolFamily.INET);
            client.attach(new Ball(client));
            client.connect(listener.localAddress());
            while (echo.ball == null || echo.ball.passes == 0) {
                backend.poll(-1);
            }
            Ball ball = echo.ball;
            long allocated = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS && allocated > ALLOWED_BYTES; round++) {
                allocated = allocatedBy(backend, ball);
            }
            assertTrue(
                    allocated <= ALLOWED_BYTES,
                    allocated + " bytes for " + MEASURED + " messages each way");
        }
    }

    private static long allocatedBy(Backend backend, Ball ball) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        pollUntil(backend, ball, ball.passes + MEASURED);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static void pollUntil(Backend backend, Ball ball, int passes) throws IOException {
        while (ball.passes < passes) {
            backend.poll(-1);
        }
    }

    /** Sends back what comes. */
    private static class Ball implements StreamEvents {
        final StreamEndpoint endpoint;
        final ByteBuffer[] output = new ByteBuffer[1];
        int passes;

        Ball(StreamEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public void onReceived(Chunk chunk) {
            passes++;
            output[0] = chunk.buffer();
            send();
            chunk.release();
        }

        final void send() {
            try {
                if (endpoint.send(output, 1) == Backend.PENDING) {
                    throw new AssertionError("a small send had to wait");
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void onConnected() {
            output[0] = ByteBuffer.allocateDirect(100);
            send();
            endpoint.startReceive();
        }

        @Override
        public void onReceivedInto(int bytes) {
            throw new AssertionError("nobody asked for " + bytes);
        }

        @Override
        public void onEndOfStream() {
            throw new AssertionError("nobody closed");
        }

        @Override
        public void onSent(long bytes) {
            throw new AssertionError("nothing was pending");
        }

        @Override
        public void onFailure(Operation operation, IOException cause) {
            throw new AssertionError(cause);
        }

        @Override
        public void onClosed() {
            throw new AssertionError("nobody closed");
        }
    }

    /** Accepts the other player. */
    private static final class Echo implements ListenerEvents {
        Ball ball;

        @Override
        public void onAccepted(StreamEndpoint endpoint) {
            ball = new Ball(endpoint);
            endpoint.attach(ball);
            endpoint.startReceive();
        }

        @Override
        public void onFailure(Operation operation, IOException cause) {
            throw new AssertionError(cause);
        }

        @Override
        public void onClosed() {
            throw new AssertionError("nobody closed");
        }
    }
}
