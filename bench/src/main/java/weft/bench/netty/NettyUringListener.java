package weft.bench.netty;

import io.netty.channel.uring.IoUring;

import org.jspecify.annotations.Nullable;

import weft.bench.netty.NettyUringOperation.Opcode;
import weft.linux.Constants;
import weft.linux.Errno;
import weft.spi.EndpointEvents;
import weft.spi.ListenerEndpoint;
import weft.spi.ListenerEvents;
import weft.spi.Operation;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Objects;

/**
 * A listening socket with one accept, a multishot one where Netty finds that the kernel has it.
 * That accepts as fast as clients come; what is beyond the burst of one poll waits in a queue, and
 * when that is full the accept is cancelled until the queue is empty, so that the rest waits in the
 * socket's backlog.
 */
final class NettyUringListener extends NettyUringEndpoint implements ListenerEndpoint {
    /** Accepted connections that may wait for later polls. */
    private static final int MAXIMUM_WAITING = 256;

    private static final int MULTISHOT = 1;

    private final int family;
    private final NettyUringOperation accept = new NettyUringOperation(this, ACCEPT);
    private final ArrayDeque<Integer> waiting = new ArrayDeque<>();
    private @Nullable ListenerEvents events;
    private @Nullable SocketAddress local;
    private boolean wanted;
    private int burst;
    private int delivered;
    private long deliveredIn = -1;

    NettyUringListener(NettyUringBackend backend, int fd, int family) throws IOException {
        super(backend, fd, true);
        this.family = family;
    }

    @Override
    @Nullable EndpointEvents events() {
        return events;
    }

    @Override
    public void attach(ListenerEvents receiver) {
        events = attachOnce(events, receiver);
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
    public void startAccept(int newBurst) {
        requireAttached(events);
        if (newBurst < 1) {
            throw new IllegalArgumentException("burst " + newBurst + " is below 1");
        }
        burst = newBurst;
        if (!wanted) {
            wanted = true;
            if (!accept.isInFlight()) {
                arm();
            }
        }
    }

    private void arm() {
        int priority = IoUring.isAcceptMultishotEnabled() ? MULTISHOT : 0;
        accept.start(Opcode.ACCEPT, priority, 0, 0, 0, Constants.SOCK_CLOEXEC);
    }

    @Override
    public void stopAccept() {
        wanted = false;
        accept.cancel();
    }

    @Override
    void cancelAll() {
        stopAccept();
        waiting.forEach(fd -> backend.libc().close(fd));
        waiting.clear();
    }

    @Override
    NettyUringOperation operation(short kind) {
        return accept;
    }

    @Override
    void onCompletion(short kind, int result) {
        if (result >= 0) {
            accepted(result);
        } else if (isPassing(-result)) {
            goOn();
        } else {
            fail(failure(result, "accept on", local));
        }
    }

    private void fail(IOException cause) {
        wanted = false;
        backend.countEvent();
        Objects.requireNonNull(events).onFailure(Operation.ACCEPT, cause);
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

    private void accepted(int fd) {
        if (!waiting.isEmpty() || burstIsOver()) {
            if (waiting.isEmpty()) {
                backend.addBacklog(this);
            }
            waiting.add(fd);
        } else {
            deliver(fd);
        }
        goOn();
    }

    private boolean burstIsOver() {
        if (deliveredIn != backend.polls()) {
            deliveredIn = backend.polls();
            delivered = 0;
        }
        return delivered >= burst;
    }

    private void deliver(int fd) {
        delivered++;
        NettyUringStream connection;
        try {
            connection = new NettyUringStream(backend, fd, family, backend.names().remote(fd));
        } catch (IOException e) {
            backend.libc().close(fd);
            fail(e);
            return;
        }
        backend.countEvent();
        Objects.requireNonNull(events).onAccepted(connection);
    }

    private void goOn() {
        if (!wanted || isClosing()) {
            return;
        }
        if (waiting.size() >= MAXIMUM_WAITING) {
            accept.cancel();
        } else if (!accept.isInFlight() && waiting.isEmpty()) {
            arm();
        }
    }

    /** Delivers what waits, up to a burst; returns whether more waits. */
    boolean deliverBacklog() {
        while (!isClosing() && !waiting.isEmpty() && !burstIsOver()) {
            deliver(waiting.remove());
        }
        if (waiting.isEmpty()) {
            goOn();
            return false;
        }
        return !isClosing();
    }

    @Override
    void discard(short kind, int result) {
        if (result >= 0) {
            backend.libc().close(result);
        }
    }
}
