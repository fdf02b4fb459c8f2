package weft.iouring;

import org.jspecify.annotations.Nullable;

import weft.linux.Constants;
import weft.linux.Errno;
import weft.spi.EndpointEvents;
import weft.spi.ListenerEndpoint;
import weft.spi.ListenerEvents;
import weft.spi.Operation;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.Objects;

/**
 * A listening socket with one multishot accept. The kernel accepts as fast as clients come; what is
 * beyond the burst of one poll waits in a queue, and when that is full the accept is cancelled
 * until the queue is empty, so that the rest waits in the socket's backlog.
 */
final class UringListener extends UringEndpoint implements ListenerEndpoint {
    /** Accepted connections that may wait for later polls. */
    private static final int QUEUE_MAXIMUM = 256;

    private final int family;
    private @Nullable ListenerEvents events;
    private @Nullable SocketAddress local;
    private boolean wanted;
    private boolean armed;
    private boolean cancelling;
    private int burst;
    private int delivered;
    private long deliveredIn = -1;
    private int[] queue = new int[16];
    private int queueHead;
    private int queueTail;

    UringListener(IoUringBackend backend, int fd, int family) {
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
            if (!armed) {
                arm();
            }
        }
    }

    private void arm() {
        armed = true;
        cancelling = false;
        int operation = Abi.IORING_OP_ACCEPT | (Abi.IORING_ACCEPT_MULTISHOT << 16);
        submit(ACCEPT, operation, 0, 0, 0, Constants.SOCK_CLOEXEC, 0);
    }

    @Override
    public void stopAccept() {
        wanted = false;
        cancelAccept();
    }

    private void cancelAccept() {
        if (armed && !cancelling) {
            cancelling = true;
            cancel(ACCEPT);
        }
    }

    @Override
    void cancelAll() {
        stopAccept();
        dropWaiting();
    }

    @Override
    void dropWaiting() {
        while (queueHead != queueTail) {
            backend.libc().close(dequeue());
        }
    }

    @Override
    void onCompletion(int kind, int result, int flags) {
        if ((flags & Abi.IORING_CQE_F_MORE) == 0) {
            armed = false;
            cancelling = false;
        }
        if (result >= 0) {
            accepted(result);
        } else if (isTransient(-result)) {
            goOn();
        } else {
            wanted = false;
            backend.countEvent();
            Objects.requireNonNull(events)
                    .onFailure(Operation.ACCEPT, failure(result, "accept on", local));
        }
    }

    /** Errors of one connection that never came to be, and our own cancellation: accept(2). */
    private static boolean isTransient(int errno) {
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
        if (queueHead != queueTail || burstIsOver()) {
            enqueue(fd);
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
        backend.countEvent();
        SocketAddress remote = backend.names().remote(fd);
        Objects.requireNonNull(events).onAccepted(new UringStream(backend, fd, family, remote));
    }

    private void goOn() {
        if (!wanted || isClosing()) {
            return;
        }
        int queued = queueTail - queueHead;
        if (queued >= QUEUE_MAXIMUM) {
            cancelAccept();
        } else if (!armed && queued == 0) {
            arm();
        }
    }

    private void enqueue(int fd) {
        int size = queueTail - queueHead;
        if (size == 0) {
            backend.addBacklog(this);
        }
        if (size == queue.length) {
            int[] larger = new int[2 * size];
            for (int i = 0; i < size; i++) {
                larger[i] = queue[(queueHead + i) & (size - 1)];
            }
            queue = larger;
            queueHead = 0;
            queueTail = size;
        }
        queue[queueTail++ & (queue.length - 1)] = fd;
    }

    private int dequeue() {
        return queue[queueHead++ & (queue.length - 1)];
    }

    /** Delivers what waits, up to a burst; returns whether more waits. */
    boolean deliverBacklog() {
        while (!isClosing() && queueHead != queueTail && !burstIsOver()) {
            deliver(dequeue());
        }
        if (queueHead == queueTail) {
            goOn();
            return false;
        }
        return !isClosing();
    }

    @Override
    void discard(int kind, int result, int flags) {
        if (kind == ACCEPT && result >= 0) {
            backend.libc().close(result);
        }
    }
}
