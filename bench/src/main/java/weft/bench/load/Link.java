package weft.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** One connection of the load generator: what it sends, what it expects, how long that took. */
final class Link {
    private final int number;
    private final int sizeBytes;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final long[] startedAtNanos;
    private int oldest;
    private int inFlight;
    private int sendPosition;
    private int expectPosition;
    private long toSend;
    private long unanswered;
    private long checked;
    private long partial;
    private boolean open = true;

    Link(int number, int sizeBytes, int depth, SocketChannel channel, SelectionKey key) {
        this.number = number;
        this.sizeBytes = sizeBytes;
        this.channel = channel;
        this.key = key;
        this.startedAtNanos = new long[depth];
        this.sendPosition = Pattern.start(number);
        this.expectPosition = sendPosition;
    }

    int number() {
        return number;
    }

    boolean isOpen() {
        return open;
    }

    /** Returns how many messages were started and have not come back; 0 once closed. */
    int inFlight() {
        return inFlight;
    }

    void startMessages(int count, long nowNanos, Tally tally) {
        for (int i = 0; i < count; i++) {
            startedAtNanos[(oldest + inFlight++) % startedAtNanos.length] = nowNanos;
        }
        toSend += (long) count * sizeBytes;
        unanswered += (long) count * sizeBytes;
        sendStarted(tally);
    }

    /** Sends what the socket takes; waits for it to be writable when something is left. */
    void sendStarted(Tally tally) {
        try {
            while (toSend > 0) {
                int sent = channel.write(Pattern.run(sendPosition, toSend));
                if (sent == 0) {
                    key.interestOpsOr(SelectionKey.OP_WRITE);
                    return;
                }
                sendPosition = Pattern.advance(sendPosition, sent);
                toSend -= sent;
            }
            if ((key.interestOps() & SelectionKey.OP_WRITE) != 0) {
                key.interestOpsAnd(~SelectionKey.OP_WRITE);
            }
        } catch (IOException failure) {
            fail("send: " + failure.getMessage(), tally);
        }
    }

    /** Takes and checks what came; with {@code refill}, answered messages are followed by others. */
    void receive(ByteBuffer buffer, boolean refill, Tally tally) {
        int count;
        try {
            count = channel.read(buffer);
        } catch (IOException failure) {
            fail(failure.getMessage(), tally);
            return;
        }
        if (count < 0) {
            fail("closed by the server", tally);
            return;
        }
        buffer.flip();
        if (!check(buffer, tally)) {
            return;
        }
        long nowNanos = System.nanoTime();
        tally.received(count);
        int complete = 0;
        for (partial += count; partial >= sizeBytes; partial -= sizeBytes) {
            tally.answered(nowNanos - startedAtNanos[oldest]);
            oldest = (oldest + 1) % startedAtNanos.length;
            inFlight--;
            complete++;
        }
        if (complete > 0 && refill) {
            startMessages(complete, nowNanos, tally);
        }
    }

    void close() {
        if (open) {
            open = false;
            inFlight = 0;
            try {
                channel.close();
            } catch (IOException failure) {
                System.err.println("close: " + failure.getMessage());
            }
        }
    }

    private boolean check(ByteBuffer received, Tally tally) {
        int count = received.remaining();
        int right = Pattern.matching(expectPosition, received);
        if (right < count) {
            byte expected = Pattern.at(Pattern.advance(expectPosition, right));
            fail(
                    String.format(
                            "byte %d came back as 0x%02x, sent was 0x%02x",
                            checked + right, received.get(right), expected),
                    tally);
            return false;
        }
        if (count > unanswered) {
            fail("more bytes came back than were sent", tally);
            return false;
        }
        expectPosition = Pattern.advance(expectPosition, count);
        checked += count;
        unanswered -= count;
        return true;
    }

    private void fail(String message, Tally tally) {
        tally.error("connection " + number + ": " + message);
        close();
    }
}
