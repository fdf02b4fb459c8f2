package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import weft.spi.Backend;
import weft.spi.Capability;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * What the rules of {@link BackendContract} have in common: a driver, and ways to set things up.
 */
interface BackendFixture {
    /** Long enough for what must not happen to happen, short enough to wait for it often. */
    Duration QUIET = Duration.ofMillis(30);

    /** Returns the driver of the backend under test. */
    BackendDriver driver();

    /** Opens a connected stream socket to give to the backend, and its other end. */
    BackendContract.OutsidePair openSocketPair() throws IOException;

    /** Opens the same with a blocking socket, or nothing if no socket blocks here. */
    Optional<BackendContract.OutsidePair> openBlockingSocketPair() throws IOException;

    /** Opens a pipe whose reading end is for the backend. */
    BackendContract.OutsidePair openReadablePipe() throws IOException;

    /** Opens a pipe whose writing end is for the backend. */
    BackendContract.OutsidePair openWritablePipe() throws IOException;

    default Backend backend() {
        return driver().backend();
    }

    default boolean has(Capability capability) {
        return backend().capabilities().contains(capability);
    }

    /** Makes bytes that no shift, loss or mix-up leaves unnoticed. */
    static byte[] pattern(int length, long salt) {
        byte[] bytes = new byte[length];
        new Random(salt).nextBytes(bytes);
        return bytes;
    }

    /** Receives once, polling if it is pending, and returns the number of bytes or the end. */
    default int receiveInto(StreamRecorder stream, ByteBuffer target) throws IOException {
        int outcome = stream.endpoint().receive(target);
        if (outcome != Backend.PENDING) {
            return outcome;
        }
        driver().pollUntil("a receive", stream::hasReceivedInto);
        return stream.takeReceivedInto();
    }

    /** Sends until nothing more goes: the last send is pending and stays so. */
    default ByteBuffer[] sendUntilStuck(StreamRecorder stream) throws IOException {
        for (int i = 0; i < 1_000; i++) {
            ByteBuffer[] buffers = {ByteBuffer.allocateDirect(64 * 1024)};
            int taken = stream.endpoint().send(buffers, 1);
            if (taken == Backend.PENDING) {
                int before = stream.sentEvents();
                long deadline = backend().nanoTime() + QUIET.toNanos();
                while (stream.sentEvents() == before) {
                    long left = deadline - backend().nanoTime();
                    if (left <= 0) {
                        return buffers;
                    }
                    driver().poll(left);
                }
            }
        }
        throw new AssertionError("64 MB were sent to a peer that does not read");
    }

    /** Polls a few times, so that what was stopped has stopped. */
    default void settle() throws IOException {
        driver().pollFor(QUIET);
    }

    static void assertNames(String part, Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        assertTrue(
                message.contains(part),
                () -> "the message should name " + part + " but is: " + message);
    }
}
