package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;

import weft.Asyncio;
import weft.CancelledError;
import weft.Future;
import weft.PullProtocol;
import weft.Task;
import weft.Transport;
import weft.spi.Chunk;
import weft.spi.Descriptor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Rules of the flow control and the loss of connections whose coroutine asks for the bytes. */
interface PullFlowRules extends PullFixture {
    /** Gives what must not happen a few iterations to happen. */
    private void settle() {
        for (int i = 0; i < 10; i++) {
            Asyncio.sleep(STEP);
        }
    }

    /** A connection that fails drops what nobody received; receive and drain throw the cause. */
    @Test
    default void lossReleasesTheChunksAndIsThrown() {
        IOException cause = new IOException("planned");
        CountedChunk chunk = new CountedChunk();
        insideConnection(
                connection -> {
                    Task<Void> drained = startDrain(connection);
                    connection.received(chunk);
                    connection.connectionLost(cause);
                    assertEquals(0, chunk.references);
                    assertSame(cause, assertThrows(IOException.class, connection::receive));
                    assertSame(cause, assertThrows(IOException.class, connection::drain));
                    assertSame(cause, assertThrows(IOException.class, drained::await));
                });
    }

    private static Task<Void> startDrain(PullProtocol connection) {
        connection.pauseWriting();
        Task<Void> drained = Asyncio.createTask(() -> connection.drain());
        PullFixture.takeTurns();
        assertFalse(drained.done());
        return drained;
    }

    /** A reset is thrown by receive, and not reported if that ends the coroutine. */
    @Test
    default void resetIsThrownByReceive() {
        List<Throwable> failures = new ArrayList<>();
        boolean[] answered = new boolean[1];
        withServer(
                connection -> {
                    try {
                        for (Chunk chunk; (chunk = connection.receive()) != null; ) {
                            chunk.release();
                            connection.transport().write("unread".getBytes(US_ASCII));
                            answered[0] = true;
                        }
                    } catch (Throwable failure) {
                        failures.add(failure);
                        throw failure;
                    }
                },
                server -> {
                    RecordingProtocol client = server.connect();
                    client.transport().pauseReading();
                    settle();
                    client.transport().write(new byte[1]);
                    waitUntil("the answer", () -> answered[0]);
                    settle();
                    reset(client.transport());
                    waitUntil("the reset", () -> failures.size() == 1);
                    LoopFixture.assertSays(
                            "reset", assertInstanceOf(IOException.class, failures.get(0)));
                    server.server().close();
                    server.server().waitClosed();
                });
    }

    /**
     * Ends a connection that has unread bytes, which makes the end a reset; but a JDK channel says
     * goodbye first, unless it is told not to linger.
     */
    private static void reset(Transport transport) throws IOException {
        if (transport.getExtraInfo("socket") instanceof Descriptor.OfChannel descriptor) {
            ((SocketChannel) descriptor.channel()).setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        transport.abort();
    }

    /** drain waits while the peer does not read, and goes on when it does. */
    @Test
    default void drainWaitsForThePeer() {
        int[] written = new int[1];
        boolean[] enough = new boolean[1];
        withServer(
                connection -> {
                    while (!enough[0]) {
                        connection.transport().write(new byte[100_000]);
                        written[0] += 100_000;
                        connection.drain();
                    }
                },
                server -> {
                    RecordingProtocol client = server.connect();
                    client.transport().pauseReading();
                    Transport transport = server.accepted.get(0).transport();
                    int before = -1;
                    while (written[0] != before) {
                        before = written[0];
                        assertTrue(before < 100_000_000, "drain never waits");
                        settle();
                    }
                    int stalled = before;
                    assertTrue(transport.getWriteBufferSize() > 16 * 1024);
                    client.transport().resumeReading();
                    waitUntil("more", () -> written[0] > stalled);
                    enough[0] = true;
                    waitUntil("the end", () -> client.log.contains("eof"));
                    assertEquals(written[0], client.bytes.size());
                });
    }

    /** Cancelling one coroutine that drains leaves the others waiting, and later ones too. */
    @Test
    default void drainsAreCancelledOneByOne() {
        insideConnection(
                connection -> {
                    Task<Void> cancelled = startDrain(connection);
                    Task<Void> other = startDrain(connection);
                    cancelled.cancel();
                    assertThrows(CancelledError.class, cancelled::await);
                    Task<Void> later = startDrain(connection);
                    assertFalse(other.done());
                    connection.resumeWriting();
                    other.await();
                    later.await();
                    connection.drain();
                });
    }

    /** Who only writes and drains learns that the connection was aborted from this side. */
    @Test
    default void drainFailsOnceTheConnectionIsClosed() {
        List<Throwable> failures = new ArrayList<>();
        withServer(
                connection -> {
                    Chunk chunk = connection.receive();
                    assertNull(chunk);
                    try {
                        connection.drain();
                    } catch (Throwable failure) {
                        failures.add(failure);
                        throw failure;
                    }
                },
                server -> {
                    RecordingProtocol client = server.connect();
                    PullFixture.takeTurns();
                    server.accepted.get(0).transport().abort();
                    waitUntil("the end", () -> client.log.contains("eof") || client.lost);
                    waitUntil("the failure", () -> failures.size() == 1);
                    LoopFixture.assertSays(
                            "closed", assertInstanceOf(IOException.class, failures.get(0)));
                });
    }

    /** drain gives the loop a turn on a closing transport: a loop of writes does not hang it. */
    @Test
    default void drainLetsTheLossHappen() {
        int[] rounds = new int[1];
        insideConnection(
                connection -> {
                    connection.transport().abort();
                    assertThrows(
                            IOException.class,
                            () -> {
                                for (; rounds[0] < 100; rounds[0]++) {
                                    connection.drain();
                                }
                            });
                    assertNull(connection.receive());
                });
    }

    /** A coroutine that stops receiving makes the transport pause; later everything is there. */
    @Test
    default void stalledCoroutinePausesReading() {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Future<Void>> start = new ArrayList<>();
        withServer(
                connection -> {
                    start.add(loop().createFuture());
                    start.get(0).await();
                    PullFixture.takeAll(connection, bytes);
                },
                server -> {
                    RecordingProtocol client = server.connect();
                    for (int i = 0; i < 500 && !client.isPaused(); i++) {
                        byte[] slice = BackendFixture.pattern(100_000, i);
                        sent.writeBytes(slice);
                        client.transport().write(slice);
                        settle(); // a pause that ends by itself was not the coroutine's doing
                    }
                    assertTrue(client.isPaused(), "a coroutine that stalls never pauses the peer");
                    assertFalse(server.accepted.get(0).transport().isReading());
                    client.transport().writeEof();
                    start.get(0).setResult(null);
                    waitUntil("the end", () -> client.log.contains("eof"));
                    assertArrayEquals(sent.toByteArray(), bytes.toByteArray());
                });
    }

    /** Chunks of a byte each pause reading too: they hold more memory than their bytes. */
    @Test
    default void manySmallChunksPauseReading() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Future<Void>> start = new ArrayList<>();
        withServer(
                connection -> {
                    start.add(loop().createFuture());
                    start.get(0).await();
                    PullFixture.takeAll(connection, bytes);
                },
                server -> {
                    RecordingProtocol client = server.connect();
                    Transport transport = server.accepted.get(0).transport();
                    int sent = 0;
                    while (sent < 5_000 && transport.isReading()) {
                        client.transport().write(new byte[] {(byte) sent++});
                        Asyncio.sleep(Duration.ofNanos(100_000));
                    }
                    assertFalse(transport.isReading(), "small chunks are never too many");
                    client.transport().writeEof();
                    start.get(0).setResult(null);
                    waitUntil("the end", () -> client.log.contains("eof"));
                    byte[] expected = new byte[sent];
                    for (int i = 0; i < sent; i++) {
                        expected[i] = (byte) i;
                    }
                    assertArrayEquals(expected, bytes.toByteArray());
                });
    }
}
