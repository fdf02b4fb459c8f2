package weft.bench.load;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Load over connections that stay open. In a closed loop, a message that came back whole is
 * followed by the next; at a rate, messages are sent when they are due, over one connection after
 * the other, and their latency counts from then. One thread, one selector.
 */
final class EchoLoad implements Load {
    private static final int RECEIVE_BYTES = 256 * 1024;

    private final LoadOptions options;
    private final Selector selector = Selector.open();
    private final List<Link> links = new ArrayList<>();
    private final List<SocketChannel> idle = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(RECEIVE_BYTES);

    private long startNanos;
    private long started;

    /** Opens the connections; those that fail are in the tally. */
    EchoLoad(LoadOptions options, Tally tally) throws IOException {
        this.options = options;
        for (int i = 0; i < options.connections(); i++) {
            try {
                SocketChannel channel = SocketChannel.open(options.server());
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
                SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
                links.add(new Link(i, options.sizeBytes(), options.depth(), channel, key));
                key.attach(links.getLast());
            } catch (IOException failure) {
                tally.error("connection " + i + ": connect: " + failure.getMessage());
            }
        }
        openIdle(tally);
    }

    /** Opens what the server has to watch, and nobody here looks at. */
    private void openIdle(Tally tally) {
        for (int i = 0; i < options.idle() && tally.errors() == 0; i++) {
            try {
                idle.add(SocketChannel.open(options.server()));
            } catch (IOException failure) {
                tally.error("idle connection " + i + ": connect: " + failure.getMessage());
            }
        }
    }

    @Override
    public Tally.Counts run(long warmNanos, long measuredNanos, Tally tally) throws IOException {
        if (options.ratePerSecond() > 0) {
            startNanos = System.nanoTime();
            started = 0;
        } else {
            start(options.depth(), tally);
        }
        loadUntil(System.nanoTime() + warmNanos, tally);
        tally.restart();
        loadUntil(System.nanoTime() + measuredNanos, tally);
        Tally.Counts counts = tally.stop();
        drain(tally);
        return counts;
    }

    @Override
    public Tally.Counts once(Tally tally) throws IOException {
        tally.restart();
        start(1, tally);
        drain(tally);
        return tally.stop();
    }

    @Override
    public void close() throws IOException {
        for (Link link : links) {
            link.close();
        }
        for (SocketChannel channel : idle) {
            channel.close();
        }
        selector.close();
    }

    private void start(int messages, Tally tally) {
        for (Link link : links) {
            if (link.isOpen()) {
                link.startMessages(messages, System.nanoTime(), tally);
            } else {
                tally.error("connection " + link.number() + " is gone");
            }
        }
    }

    private void loadUntil(long deadlineNanos, Tally tally) throws IOException {
        if (options.ratePerSecond() > 0) {
            paceUntil(deadlineNanos, tally);
        } else {
            turnUntil(deadlineNanos, tally);
        }
    }

    /** Asks without waiting, to miss no moment at which a message is due. */
    private void paceUntil(long deadlineNanos, Tally tally) throws IOException {
        long heardNanos = System.nanoTime();
        for (long now = heardNanos;
                now - deadlineNanos < 0 && tally.errors() == 0;
                now = System.nanoTime()) {
            startDue(now, tally);
            int ready = selector.selectNow(key -> handle(key, false, tally));
            if (ready > 0 || !anyInFlight()) {
                heardNanos = now;
            } else if (now - heardNanos > options.patienceSeconds() * 1_000_000_000L) {
                giveUp(tally);
            }
        }
    }

    /** Starts what is due; what finds its connection full stays due, and is late from then on. */
    private void startDue(long nowNanos, Tally tally) {
        while (true) {
            long due = startNanos + started * 1_000_000_000L / options.ratePerSecond();
            Link link = links.get((int) (started % links.size()));
            if (due - nowNanos > 0 || link.inFlight() == options.depth()) {
                return;
            }
            if (!link.isOpen()) {
                tally.error("connection " + link.number() + " is gone");
                return;
            }
            link.startMessages(1, due, tally);
            started++;
        }
    }

    private void turnUntil(long deadlineNanos, Tally tally) throws IOException {
        while (System.nanoTime() - deadlineNanos < 0 && anyInFlight()) {
            turn(true, tally);
        }
    }

    private void drain(Tally tally) throws IOException {
        while (anyInFlight()) {
            turn(false, tally);
        }
    }

    private boolean anyInFlight() {
        for (Link link : links) {
            if (link.inFlight() > 0) {
                return true;
            }
        }
        return false;
    }

    private void turn(boolean refill, Tally tally) throws IOException {
        int ready =
                selector.select(
                        key -> handle(key, refill, tally), options.patienceSeconds() * 1000L);
        if (ready == 0) {
            giveUp(tally);
        }
    }

    private void handle(SelectionKey key, boolean refill, Tally tally) {
        Link link = (Link) key.attachment();
        if (link.isOpen() && key.isWritable()) {
            link.sendStarted(tally);
        }
        if (link.isOpen() && key.isReadable()) {
            link.receive(buffer.clear(), refill, tally);
        }
    }

    private void giveUp(Tally tally) {
        tally.error("stalled: no message answered for " + options.patienceSeconds() + " s");
        for (Link link : links) {
            link.close();
        }
    }
}
