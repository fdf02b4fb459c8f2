package weft.testkit;

import weft.spi.Backend;
import weft.spi.Chunk;
import weft.spi.StreamEndpoint;
import weft.spi.StreamEvents;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Records the events of a stream, and what it received. */
public final class StreamRecorder extends EventRecorder implements StreamEvents {
    private final StreamEndpoint endpoint;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean connected;
    private boolean ended;
    private boolean holding;
    private int receivedInto;
    private long sentBytes;
    private int sentEvents;
    private int chunks;

    StreamRecorder(BackendDriver driver, StreamEndpoint endpoint) {
        super(driver);
        this.endpoint = endpoint;
    }

    @Override
    public StreamEndpoint endpoint() {
        return endpoint;
    }

    /** Keeps the chunks that arrive from now on, instead of releasing them at once. */
    public void holdChunks() {
        holding = true;
    }

    /**
     * Returns the bytes received in chunks so far.
     *
     * @return a copy
     */
    public byte[] received() {
        return received.toByteArray();
    }

    /**
     * Returns the bytes received in chunks so far as ASCII.
     *
     * @return the text
     */
    public String text() {
        return received.toString(StandardCharsets.US_ASCII);
    }

    /**
     * Counts the bytes received in chunks.
     *
     * @return how many
     */
    public int receivedBytes() {
        return received.size();
    }

    /**
     * Counts the chunks.
     *
     * @return how many arrived
     */
    public int chunks() {
        return chunks;
    }

    /**
     * Tells whether the connection was established.
     *
     * @return whether {@code onConnected} was called
     */
    public boolean isConnected() {
        return connected;
    }

    /**
     * Tells whether the end of the stream was reported.
     *
     * @return whether {@code onEndOfStream} was called, or {@code onReceivedInto} with the end
     */
    public boolean isEnded() {
        return ended;
    }

    /**
     * Returns what the last {@code onReceivedInto} said, once.
     *
     * @return its argument, or 0 if there was none since the last call
     */
    public int takeReceivedInto() {
        int value = receivedInto;
        receivedInto = 0;
        return value;
    }

    /**
     * Tells whether a one-shot receive has ended.
     *
     * @return whether {@link #takeReceivedInto} has something
     */
    public boolean hasReceivedInto() {
        return receivedInto != 0;
    }

    /**
     * Counts the pending sends that ended.
     *
     * @return the number of {@code onSent} events
     */
    public int sentEvents() {
        return sentEvents;
    }

    /**
     * Sends everything, polling whenever the backend is full.
     *
     * @param bytes what to send
     * @throws IOException if it failed
     */
    public void sendAll(byte[] bytes) throws IOException {
        sendAll(ByteBuffer.wrap(bytes));
    }

    /**
     * Sends text as ASCII.
     *
     * @param text what to send
     * @throws IOException if it failed
     */
    public void sendAll(String text) throws IOException {
        sendAll(text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Sends all that remains of a buffer, polling whenever the backend is full.
     *
     * @param source what to send
     * @throws IOException if it failed
     */
    public void sendAll(ByteBuffer source) throws IOException {
        ByteBuffer[] buffers = {source};
        while (source.hasRemaining()) {
            int taken = endpoint.send(buffers, 1);
            if (taken == Backend.PENDING) {
                int before = sentEvents;
                int failuresBefore = failures();
                driver().pollUntil(
                                "the end of a send",
                                () -> sentEvents > before || failures() > failuresBefore);
                IOException failure = failure();
                if (failures() > failuresBefore && failure != null) {
                    throw failure;
                }
            }
        }
    }

    /**
     * Polls until so many bytes were received in chunks altogether.
     *
     * @param bytes how many
     * @throws IOException if the backend failed
     */
    public void pollUntilReceived(int bytes) throws IOException {
        driver().pollUntil(bytes + " bytes", () -> receivedBytes() >= bytes);
    }

    @Override
    public void onConnected() {
        connected = true;
        happened("connected");
    }

    @Override
    public void onReceived(Chunk chunk) {
        ByteBuffer view = chunk.buffer();
        int bytes = view.remaining();
        if (bytes == 0) {
            driver().violation("an empty chunk on " + this);
        }
        if (!view.isReadOnly()) {
            driver().violation("a writable view on " + this);
        }
        if (view.position() != 0 || view.capacity() != bytes) {
            driver().violation("a view of more than was received, " + view + ", on " + this);
        }
        byte[] copy = new byte[bytes];
        view.get(view.position(), copy);
        received.writeBytes(copy);
        chunks++;
        if (holding) {
            hold(chunk);
        } else {
            chunk.release();
        }
        happened("received " + bytes);
    }

    @Override
    public void onReceivedInto(int bytes) {
        if (bytes == Backend.END_OF_STREAM) {
            ended = true;
        } else if (bytes < 1) {
            driver().violation("onReceivedInto(" + bytes + ") on " + this);
        }
        receivedInto = bytes;
        happened("into " + bytes);
    }

    @Override
    public void onEndOfStream() {
        ended = true;
        happened("end");
    }

    @Override
    public void onSent(long bytes) {
        if (bytes < 1) {
            driver().violation("onSent(" + bytes + ") on " + this);
        }
        sentEvents++;
        sentBytes += bytes;
        happened("sent " + bytes);
    }

    /**
     * Counts the bytes that pending sends took.
     *
     * @return how many
     */
    public long sentBytes() {
        return sentBytes;
    }
}
