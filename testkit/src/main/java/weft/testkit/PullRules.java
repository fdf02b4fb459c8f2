package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.CancelledError;
import weft.Coroutine;
import weft.Future;
import weft.PullProtocol;
import weft.Task;
import weft.TaskFactory;
import weft.TaskOptions;
import weft.spi.Chunk;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Rules of connections whose coroutine asks for the bytes. */
interface PullRules extends PullFixture {
    /** Bytes received are written without a copy; the echo of every message is exact. */
    @Test
    default void pulledMessagesAreEchoed() {
        withServer(
                PullFixture::pullEcho,
                server -> {
                    RecordingProtocol client = server.connect();
                    for (int length : new int[] {1, 2, 100, 65_536, 1, 1 << 20, 300_000}) {
                        byte[] message = BackendFixture.pattern(length, length);
                        client.bytes.reset();
                        client.transport().write(message);
                        waitUntil("the echo", () -> client.bytes.size() >= length);
                        assertArrayEquals(message, client.bytes.toByteArray());
                    }
                });
    }

    /** Both ends of a connection can be coroutines. */
    @Test
    default void bothEndsCanPull() {
        byte[] message = BackendFixture.pattern(500_000, 21);
        ByteArrayOutputStream echo = new ByteArrayOutputStream();
        withServer(
                PullFixture::pullEcho,
                server -> {
                    Future<Void> ended = loop().createFuture();
                    loop().createConnection(
                                    () ->
                                            new PullProtocol(
                                                    connection -> {
                                                        connection.transport().write(message);
                                                        connection.transport().writeEof();
                                                        PullFixture.takeAll(connection, echo);
                                                        ended.setResult(null);
                                                    }),
                                    HOST,
                                    server.port());
                    ended.await();
                    assertArrayEquals(message, echo.toByteArray());
                });
    }

    /** Once the peer sends no more, receive returns null, after all bytes and from then on. */
    @Test
    default void endOfStreamIsPulledAfterAllBytes() {
        byte[] message = BackendFixture.pattern(300_000, 22);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Chunk> late = new ArrayList<>();
        withServer(
                connection -> {
                    PullFixture.takeAll(connection, bytes);
                    late.add(connection.receive());
                },
                server -> {
                    RecordingProtocol client = server.connect();
                    client.transport().write(message);
                    client.transport().writeEof();
                    waitUntil("the end", () -> client.log.contains("eof"));
                    assertArrayEquals(message, bytes.toByteArray());
                    assertEquals(1, late.size());
                    assertNull(late.get(0));
                });
    }

    /** A peer that shut its sending side down still gets everything. */
    @Test
    default void halfClosedPeerGetsTheAnswer() {
        byte[] answer = BackendFixture.pattern(1_000_000, 23);
        ByteArrayOutputStream question = new ByteArrayOutputStream();
        withServer(
                connection -> {
                    PullFixture.takeAll(connection, question);
                    for (int at = 0; at < answer.length; at += 50_000) {
                        connection.transport().write(ByteBuffer.wrap(answer, at, 50_000));
                        connection.drain();
                    }
                },
                server -> {
                    RecordingProtocol client = server.connect();
                    client.transport().write("question".getBytes(US_ASCII));
                    client.transport().writeEof();
                    waitUntil("the end", () -> client.log.contains("eof"));
                    assertEquals("question", question.toString(US_ASCII));
                    assertArrayEquals(answer, client.bytes.toByteArray());
                });
    }

    /** The end of the coroutine closes the connection, after what was written is sent. */
    @Test
    default void connectionEndsWithItsCoroutine() {
        byte[] farewell = BackendFixture.pattern(2_000_000, 24);
        withServer(
                connection -> connection.transport().write(farewell),
                server -> {
                    RecordingProtocol client = server.connect();
                    client.keepOpen = false;
                    waitUntil("the end", () -> client.lost);
                    assertNull(client.cause);
                    assertArrayEquals(farewell, client.bytes.toByteArray());
                    server.server().close();
                    server.server().waitClosed();
                });
    }

    /** A coroutine that fails is reported and its connection aborted; others live on. */
    @Test
    default void failingCoroutineAbortsItsConnectionAlone() {
        Exception failure = new Exception("thrown by the coroutine");
        withServer(
                connection -> {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    while (true) {
                        Chunk chunk = connection.receive();
                        if (chunk == null) {
                            return;
                        }
                        PullFixture.takeInto(bytes, chunk);
                        if (bytes.toString(US_ASCII).endsWith("fail")) {
                            throw failure;
                        }
                        connection.transport().write("alive".getBytes(US_ASCII));
                    }
                },
                server -> {
                    RecordingProtocol other = server.connect();
                    RecordingProtocol client = server.connect();
                    client.keepOpen = false;
                    client.transport().write("fail".getBytes(US_ASCII));
                    waitUntil("the end", () -> client.lost);
                    assertSame(failure, takeOnlyReport().exception());
                    other.transport().write("x".getBytes(US_ASCII));
                    waitUntil("the answer", () -> other.text().equals("alive"));
                    assertFalse(other.lost);
                });
    }

    /** Refuses every task. */
    record NoTasks(RuntimeException refusal) implements TaskFactory {
        @Override
        public <T extends @Nullable Object> Task<T> createTask(
                AbstractEventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
            throw refusal;
        }
    }

    /** Without its coroutine, as where the JVM's flag is missing, a connection is closed. */
    @Test
    default void connectionWhoseCoroutineIsRefusedIsClosed() {
        RuntimeException refusal = new IllegalStateException("no coroutines here");
        withServer(
                PullFixture::pullEcho,
                server -> {
                    RecordingProtocol client = new RecordingProtocol();
                    loop().setTaskFactory(new NoTasks(refusal));
                    loop().createConnection(() -> client, HOST, server.port());
                    waitUntil("the end", () -> client.lost);
                    loop().setTaskFactory(null);
                    assertSame(refusal, takeOnlyReport().exception());
                    server.accepted.clear();
                });
    }

    /** A coroutine that is cancelled closes its connection, and nothing is reported. */
    @Test
    default void cancelledCoroutineClosesItsConnection() {
        List<Task<?>> tasks = new ArrayList<>();
        withServer(
                connection -> {
                    tasks.add(Asyncio.currentTask());
                    assertNull(connection.receive());
                },
                server -> {
                    RecordingProtocol client = server.connect();
                    client.keepOpen = false;
                    waitUntil("the coroutine", () -> tasks.size() == 1);
                    PullFixture.takeTurns();
                    tasks.get(0).cancel();
                    waitUntil("the end", () -> client.lost);
                    assertNull(client.cause);
                    assertTrue(tasks.get(0).cancelled());
                });
    }

    /** Cancelling a coroutine that waits for bytes loses none, whenever it happens. */
    @Test
    default void cancelledReceiveLosesNoByte() {
        byte[] message = BackendFixture.pattern(200, 25);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        withServer(
                connection -> {
                    int cancelled = 0;
                    for (int round = 0; bytes.size() < message.length; round++) {
                        Task<Chunk> waiting = Asyncio.createTask(connection::receive);
                        for (int turn = 0; turn < round % 7; turn++) {
                            Asyncio.sleep(Duration.ZERO);
                        }
                        waiting.cancel();
                        try {
                            PullFixture.takeInto(bytes, waiting.await());
                        } catch (CancelledError e) {
                            cancelled++;
                        }
                    }
                    assertTrue(cancelled > 0);
                },
                server -> {
                    RecordingProtocol client = server.connect();
                    for (int at = 0; at < message.length; at++) {
                        client.transport().write(ByteBuffer.wrap(message, at, 1));
                        Asyncio.sleep(Duration.ZERO);
                    }
                    waitUntil("the end", () -> client.log.contains("eof"));
                    assertArrayEquals(message, bytes.toByteArray());
                });
    }

    /** A receive that is cancelled when its bytes are there leaves them to the next one. */
    @Test
    default void receiveCancelledOnArrivalLeavesTheChunk() {
        insideConnection(
                connection -> {
                    Task<Chunk> waiting = Asyncio.createTask(connection::receive);
                    PullFixture.takeTurns();
                    CountedChunk chunk = new CountedChunk();
                    connection.received(chunk);
                    waiting.cancel();
                    assertThrows(CancelledError.class, waiting::await);
                    assertSame(chunk, connection.receive());
                    assertEquals(1, chunk.references);
                });
    }

    /** Only one coroutine may wait for bytes, and it keeps its place until it has them. */
    @Test
    default void secondReceiverIsRefused() {
        insideConnection(
                connection -> {
                    Task<Chunk> waiting = Asyncio.createTask(connection::receive);
                    PullFixture.takeTurns();
                    assertThrows(IllegalStateException.class, connection::receive);
                    CountedChunk chunk = new CountedChunk();
                    connection.received(chunk);
                    assertThrows(IllegalStateException.class, connection::receive);
                    assertSame(chunk, waiting.await());
                });
    }

    /** Chunks come in order, and go over to who receives them. */
    @Test
    default void chunksArePulledInOrder() {
        insideConnection(
                connection -> {
                    List<CountedChunk> chunks = new ArrayList<>();
                    for (int i = 0; i < 10; i++) {
                        chunks.add(new CountedChunk());
                        connection.received(chunks.get(i));
                        if (i % 3 == 2) {
                            assertSame(chunks.get(i / 3), connection.receive());
                        }
                    }
                    for (CountedChunk chunk : chunks.subList(3, 10)) {
                        assertSame(chunk, connection.receive());
                        assertEquals(1, chunk.references);
                    }
                });
    }

    /** What nobody received is released when the coroutine ends, and what comes after that too. */
    @Test
    default void chunksLeftAreReleased() {
        for (boolean fails : new boolean[] {false, true}) {
            List<CountedChunk> chunks = new ArrayList<>();
            withServer(
                    connection -> {
                        for (int i = 0; i < 3; i++) {
                            chunks.add(new CountedChunk());
                            connection.received(chunks.get(i));
                        }
                        if (fails) {
                            throw new IllegalStateException("after the bytes");
                        }
                    },
                    server -> {
                        RecordingProtocol client = server.connect();
                        client.keepOpen = false;
                        waitUntil("the end", () -> client.lost);
                        chunks.add(new CountedChunk());
                        server.accepted.get(0).received(chunks.get(3));
                        chunks.forEach(chunk -> assertEquals(0, chunk.references));
                    });
            assertEquals(fails ? 1 : 0, takeReports().size());
        }
    }
}
