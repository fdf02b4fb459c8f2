package weft.completion;

import weft.spi.Capability;
import weft.spi.ListenerEndpoint;
import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.util.ArrayDeque;
import java.util.Set;

/** A facility whose operations complete when, and in the order in which, a test says so. */
final class FakeCompletionBackend extends CompletionBackend {
    private record Completion(long key, int result, boolean last) {}

    private final ArrayDeque<Completion> completions = new ArrayDeque<>();
    long lastTimeoutNanos;
    boolean released;
    boolean releasedDrained;

    /** Has an operation complete in the next poll. */
    void complete(long key, int result, boolean last) {
        completions.add(new Completion(key, result, last));
    }

    @Override
    protected void run(long timeoutNanos) throws IOException {
        lastTimeoutNanos = timeoutNanos;
        if (isClosed() && completions.isEmpty()) {
            throw new IOException("this would wait for ever");
        }
        for (int left = completions.size(); left > 0; left--) {
            Completion next = completions.remove();
            deliver(next.key, next.result, 0, next.last);
        }
    }

    @Override
    protected void release(boolean drained) {
        released = true;
        releasedDrained = drained;
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    public void wakeup() {
        throw new UnsupportedOperationException("nobody waits");
    }

    @Override
    public StreamEndpoint openStream(ProtocolFamily family) {
        throw new UnsupportedOperationException("tests make their endpoints");
    }

    @Override
    public ListenerEndpoint openListener(ProtocolFamily family) {
        throw new UnsupportedOperationException("tests make their endpoints");
    }
}
