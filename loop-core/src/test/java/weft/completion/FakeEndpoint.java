package weft.completion;

import org.jspecify.annotations.Nullable;

import weft.spi.Descriptor;
import weft.spi.EndpointEvents;

import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.ArrayList;
import java.util.List;

/** An endpoint that notes what is asked of it. */
final class FakeEndpoint<E extends EndpointEvents> extends CompletionEndpoint<E> {
    static final int WORK = 1;

    final List<String> calls = new ArrayList<>();
    private final FakeCompletionBackend backend;

    FakeEndpoint(FakeCompletionBackend backend) {
        super(backend, new Descriptor.OfNumber(7));
        this.backend = backend;
    }

    /** Has an operation in flight that was not before. */
    void work() {
        requireAttached();
        started();
    }

    /** Has the operation complete in the next poll. */
    void finish(int result) {
        backend.complete(key(WORK), result, true);
    }

    @Override
    protected void onCompletion(int kind, int result, int flags) {
        calls.add("completed " + kind + " " + result);
    }

    @Override
    protected void discard(int kind, int result, int flags) {
        calls.add("discarded " + kind + " " + result);
    }

    @Override
    protected void cancelAll() {
        calls.add("cancelAll");
    }

    @Override
    protected void giveUp() {
        calls.add("giveUp");
        started();
        backend.complete(key(CLOSE), 0, true);
    }

    @Override
    protected void release() {
        calls.add("release");
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return null;
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) {
        throw new UnsupportedOperationException("no options");
    }

    @Override
    public <T> T getOption(SocketOption<T> option) {
        throw new UnsupportedOperationException("no options");
    }
}
