package weft.bench.echo;

import org.jspecify.annotations.Nullable;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.Future;
import weft.Protocol;
import weft.Transport;
import weft.spi.Chunk;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Runs a coroutine for each connection: a loop that waits for bytes, writes them, and waits until
 * the peer has taken enough of them. The protocol only hands over what arrives.
 */
final class CoroutineEcho implements Protocol {
    private final ArrayDeque<Chunk> received = new ArrayDeque<>(2);
    private final AbstractEventLoop loop = Asyncio.getRunningLoop();
    private @Nullable Transport transport;
    private @Nullable Future<Void> waiter;
    private boolean writable = true;
    private boolean ended;

    @Override
    public void connectionMade(Transport made) {
        transport = made;
        loop.createTask(() -> serve(made));
    }

    private void serve(Transport connection) {
        while (true) {
            while (!received.isEmpty()) {
                connection.write(received.remove());
            }
            if (ended) {
                connection.close();
                return;
            }
            if (!writable) {
                connection.pauseReading();
                await();
                connection.resumeReading();
            } else {
                await();
            }
        }
    }

    private void await() {
        Future<Void> future = loop.createFuture();
        waiter = future;
        future.await();
    }

    private void wake() {
        Future<Void> future = waiter;
        if (future != null) {
            waiter = null;
            future.setResult(null);
        }
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        Transport connection = transport;
        if (connection == null) {
            throw new IllegalStateException("no connection was made");
        }
        received.add(connection.retain(data));
        if (writable) {
            wake();
        }
    }

    @Override
    public boolean eofReceived() {
        end();
        return true; // the coroutine closes, after what it still has to send
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        end();
        received.forEach(Chunk::release);
        received.clear();
    }

    private void end() {
        ended = true;
        wake();
    }

    @Override
    public void pauseWriting() {
        writable = false;
    }

    @Override
    public void resumeWriting() {
        writable = true;
        wake();
    }
}
