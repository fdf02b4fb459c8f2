package weft.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;

/** Connects, sends one message, takes it back, closes; one connection at a time. */
final class ReconnectLoad implements Load {
    /** Never more under way than any socket holds. */
    private static final int PART_BYTES = 16 * 1024;

    private final LoadOptions options;
    private final int patienceMillis;
    private int number;

    ReconnectLoad(LoadOptions options) {
        this.options = options;
        this.patienceMillis = options.patienceSeconds() * 1000;
    }

    @Override
    public Tally.Counts run(long warmNanos, long measuredNanos, Tally tally) {
        cycleUntil(System.nanoTime() + warmNanos, tally);
        tally.restart();
        cycleUntil(System.nanoTime() + measuredNanos, tally);
        return tally.stop();
    }

    @Override
    public Tally.Counts once(Tally tally) {
        tally.restart();
        cycle(tally);
        return tally.stop();
    }

    @Override
    public void close() {
        // No connection outlives its message.
    }

    private void cycleUntil(long deadlineNanos, Tally tally) {
        while (tally.errors() == 0 && System.nanoTime() - deadlineNanos < 0) {
            cycle(tally);
        }
    }

    private void cycle(Tally tally) {
        long start = System.nanoTime();
        number++;
        try (var socket = new Socket()) {
            socket.connect(options.server(), patienceMillis);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(patienceMillis);
            exchange(socket, tally);
        } catch (IOException failure) {
            tally.error("connection " + number + ": " + failure.getMessage());
            return;
        }
        tally.answered(System.nanoTime() - start);
    }

    private void exchange(Socket socket, Tally tally) throws IOException {
        InputStream in = socket.getInputStream();
        int position = Pattern.start(number % Pattern.PERIOD);
        int remaining = options.sizeBytes();
        while (remaining > 0) {
            int length = Math.min(remaining, PART_BYTES);
            byte[] part = new byte[length];
            Pattern.run(position, length).get(part);
            socket.getOutputStream().write(part);
            byte[] received = in.readNBytes(length);
            if (received.length < length) {
                throw new IOException("closed by the server");
            }
            if (Pattern.matching(position, ByteBuffer.wrap(received)) < length) {
                throw new IOException("a wrong byte came back");
            }
            tally.received(length);
            position = Pattern.advance(position, length);
            remaining -= length;
        }
    }
}
