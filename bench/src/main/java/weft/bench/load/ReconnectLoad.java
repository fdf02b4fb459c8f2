package weft.bench.load;

import java.io.IOException;
import java.net.Socket;

/** Connects, sends one message, takes it back, closes; one connection at a time. */
final class ReconnectLoad implements Load {
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
            Exchange.once(
                    socket, Pattern.start(number % Pattern.PERIOD), options.sizeBytes(), tally);
        } catch (IOException failure) {
            tally.error("connection " + number + ": " + failure.getMessage());
            return;
        }
        tally.answered(System.nanoTime() - start);
    }
}
