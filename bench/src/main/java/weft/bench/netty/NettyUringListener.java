package weft.bench.netty;

import io.netty.channel.uring.IoUring;

import org.jspecify.annotations.Nullable;

import weft.bench.netty.NettyUringOperation.Opcode;
import weft.completion.AcceptQueue;
import weft.linux.Constants;
import weft.linux.Errno;
import weft.spi.ListenerEndpoint;
import weft.spi.ListenerEvents;
import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.net.SocketAddress;

/** A listening socket with one accept, a multishot one where Netty finds that the kernel has it. */
final class NettyUringListener extends NettyUringEndpoint<ListenerEvents>
        implements ListenerEndpoint, AcceptQueue.Acceptor {
    private static final int MULTISHOT = 1;

    private final int family;
    private final NettyUringOperation accept = new NettyUringOperation(this, ACCEPT);
    private final AcceptQueue queue;
    private @Nullable SocketAddress local;

    @SuppressWarnings("this-escape") // the queue only keeps its listener
    NettyUringListener(NettyUringBackend backend, int fd, int family) throws IOException {
        super(backend, fd, true);
        this.family = family;
        this.queue = new AcceptQueue(backend, this, this);
    }

    @Override
    public void listen(SocketAddress address, int backlog) throws IOException {
        requireOpen();
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog " + backlog + " is below 1");
        }
        int result = backend.names().bind(fd(), family, address);
        if (result < 0) {
            throw failure(result, "bind", address);
        }
        result = backend.sockets().listen(fd(), backlog);
        if (result < 0) {
            throw failure(result, "listen", address);
        }
        local = localAddress();
    }

    @Override
    public void startAccept(int burst) {
        queue.start(burst);
    }

    @Override
    public void stopAccept() {
        queue.stop();
    }

    @Override
    public void arm() {
        if (!accept.isInFlight()) {
            int priority = IoUring.isAcceptMultishotEnabled() ? MULTISHOT : 0;
            accept.start(Opcode.ACCEPT, priority, 0, 0, 0, Constants.SOCK_CLOEXEC);
        }
    }

    @Override
    public void disarm() {
        accept.cancel();
    }

    @Override
    public StreamEndpoint open(long accepted) throws IOException {
        int fd = (int) accepted;
        try {
            return new NettyUringStream(backend, fd, family, backend.names().remote(fd));
        } catch (IOException e) {
            drop(accepted);
            throw e;
        }
    }

    @Override
    public void drop(long accepted) {
        backend.libc().close((int) accepted);
    }

    @Override
    protected void cancelAll() {
        queue.stopForGood();
    }

    @Override
    NettyUringOperation operation(int kind) {
        return accept;
    }

    @Override
    void completed(int kind, int result) {
        if (result >= 0) {
            queue.accepted(result);
        } else if (isPassing(-result)) {
            queue.goOn();
        } else {
            queue.failed(failure(result, "accept on", local));
        }
    }

    /** Errors of one connection that never came to be, and our own cancellation: accept(2). */
    private static boolean isPassing(int errno) {
        return switch (errno) {
            case Errno.ECANCELED,
                    Errno.EINTR,
                    Errno.EAGAIN,
                    Errno.ECONNABORTED,
                    Errno.EPROTO,
                    Errno.ENETUNREACH,
                    Errno.EHOSTUNREACH ->
                    true;
            default -> false;
        };
    }

    @Override
    void dropped(int kind, int result) {
        if (result >= 0) {
            drop(result);
        }
    }
}
