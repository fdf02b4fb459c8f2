package weft.bench.echo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import weft.Asyncio;
import weft.Server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Random;

class BufferedEchoTest {
    @Test
    void theNextConnectionTakesWhatTheLastOneLeft() {
        var shelf = new BufferShelf();
        ByteBuffer first = shelf.take();
        ByteBuffer second = shelf.take();
        assertEquals(BufferShelf.SMALLEST_BYTES, first.capacity());
        assertNotSame(first, second, "each holds its own while it waits");
        shelf.giveBack(first);
        assertSame(first, shelf.take());
    }

    @Test
    void aConnectionOfFewBytesTakesFewBytes() {
        var shelf = new BufferShelf();
        // Two neighbours of one piece: what is written to one is not seen in the other.
        ByteBuffer first = shelf.take();
        ByteBuffer second = shelf.take();
        first.put(0, (byte) 1);
        second.put(second.capacity() - 1, (byte) 2);
        first.put(first.capacity() - 1, (byte) 3);
        assertEquals(0, second.get(0));
        assertEquals(2, second.get(second.capacity() - 1));
    }

    @Test
    void aFullBufferBecomesLargerUntilItIsTheLargest() {
        var shelf = new BufferShelf();
        ByteBuffer smallest = shelf.take();
        ByteBuffer middle = shelf.exchange(smallest);
        assertTrue(middle.capacity() > smallest.capacity(), "grew");
        assertSame(smallest, shelf.take(), "given back");
        ByteBuffer largest = shelf.exchange(middle);
        assertEquals(BufferShelf.LARGEST_BYTES, largest.capacity());
        assertSame(largest, shelf.exchange(largest));
    }

    @Test
    void connectionsThatShareAShelfGetTheirOwnBytes() throws IOException {
        var random = new Random(1);
        byte[] large = new byte[60_000];
        byte[] small = new byte[100];
        random.nextBytes(large);
        random.nextBytes(small);
        Asyncio.run(
                () -> {
                    var factory = EchoMode.buffered.factory();
                    Server server = Asyncio.getRunningLoop().createServer(factory, "127.0.0.1", 0);
                    int port = ((InetSocketAddress) server.sockets().getFirst()).getPort();
                    for (int i = 0; i < 3; i++) {
                        var busy = Asyncio.createTask(() -> echoed(port, large));
                        var idle = Asyncio.createTask(() -> echoed(port, small));
                        assertArrayEquals(large, busy.await());
                        assertArrayEquals(small, idle.await());
                    }
                    server.close();
                    server.waitClosed();
                    return null;
                });
    }

    private static byte[] echoed(int port, byte[] message) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(message);
            return socket.getInputStream().readNBytes(message.length);
        }
    }
}
