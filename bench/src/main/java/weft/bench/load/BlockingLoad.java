package weft.bench.load;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A thread with a blocking socket for each connection: one message after another on each. */
final class BlockingLoad implements Load {
    private final LoadOptions options;
    private final List<Socket> sockets = new ArrayList<>();

    /** Opens the connections; those that fail are in the tally. */
    BlockingLoad(LoadOptions options, Tally tally) {
        this.options = options;
        for (int i = 0; i < options.connections(); i++) {
            try {
                var socket = new Socket();
                sockets.add(socket);
                socket.connect(options.server(), options.patienceSeconds() * 1000);
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(options.patienceSeconds() * 1000);
            } catch (IOException failure) {
                tally.error("connection " + i + ": connect: " + failure.getMessage());
            }
        }
    }

    @Override
    public Tally.Counts run(long warmNanos, long measuredNanos, Tally tally) throws IOException {
        workUntil(System.nanoTime() + warmNanos, tally);
        tally.restart();
        workUntil(System.nanoTime() + measuredNanos, tally);
        return tally.stop();
    }

    @Override
    public Tally.Counts count(long warmNanos, int messages, Tally tally) throws IOException {
        workUntil(System.nanoTime() + warmNanos, tally);
        tally.restart();
        work(messages, Long.MAX_VALUE, tally);
        return tally.stop();
    }

    @Override
    public Tally.Counts once(Tally tally) throws IOException {
        tally.restart();
        work(1, Long.MAX_VALUE, tally);
        return tally.stop();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** Lets every connection work until then, but exchange one message at least. */
    private void workUntil(long deadlineNanos, Tally tally) {
        work(Integer.MAX_VALUE, deadlineNanos - System.nanoTime(), tally);
    }

    /** Lets every connection exchange so many messages, or as many as there is time for. */
    private void work(int messages, long patienceNanos, Tally tally) {
        long start = System.nanoTime();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < sockets.size(); i++) {
            int number = i;
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> exchange(number, messages, start, patienceNanos, tally)));
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void exchange(
            int number, int messages, long startNanos, long patienceNanos, Tally tally) {
        var own = new Tally(options);
        int position = Pattern.start(number);
        try {
            int done = 0;
            do {
                long start = System.nanoTime();
                position = Exchange.once(sockets.get(number), position, options.sizeBytes(), own);
                own.answered(System.nanoTime() - start);
            } while (++done < messages && System.nanoTime() - startNanos < patienceNanos);
        } catch (IOException failure) {
            own.error("connection " + number + ": " + failure.getMessage());
        }
        synchronized (tally) {
            tally.add(own);
        }
    }
}
