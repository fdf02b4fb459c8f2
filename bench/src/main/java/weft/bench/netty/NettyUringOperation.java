package weft.bench.netty;

import io.netty.channel.uring.IoUringIoOps;

import org.jspecify.annotations.Nullable;

/**
 * One operation of an endpoint, used again and again. It is in flight from {@link #start} until its
 * last completion; cancelling it only makes that come earlier.
 */
final class NettyUringOperation {
    private static final byte NO_FLAGS = 0;
    private static final byte ASYNC_CANCEL = 14;
    private static final short NO_GROUP = 0;

    private final NettyUringEndpoint<?> owner;
    private final short kind;
    private @Nullable IoUringIoOps request;
    private long token;
    private boolean inFlight;
    private boolean cancelling;

    /**
     * @param kind what completions name it by; unique in the endpoint, and small enough to be
     *     carried in the kernel's 64 bits beside Netty's number of the endpoint
     */
    NettyUringOperation(NettyUringEndpoint<?> owner, short kind) {
        this.owner = owner;
        this.kind = kind;
    }

    boolean isInFlight() {
        return inFlight;
    }

    boolean isCancelling() {
        return cancelling;
    }

    /** Queues the operation for the next poll, which submits all that is queued at once. */
    void start(Opcode opcode, long offset, long address, int length, int flags) {
        start(opcode, 0, offset, address, length, flags);
    }

    void start(Opcode opcode, int priority, long offset, long address, int length, int flags) {
        inFlight = true;
        request =
                request(opcode.number, priority, owner.fd(), offset, address, length, flags, kind);
        owner.started();
        owner.backend.enqueue(this);
    }

    private static IoUringIoOps request(
            byte opcode,
            int priority,
            int fd,
            long offset,
            long address,
            int length,
            int flags,
            short kind) {
        return new IoUringIoOps(
                opcode,
                NO_FLAGS,
                (short) priority,
                fd,
                offset,
                address,
                length,
                flags,
                (long) kind,
                NO_GROUP,
                (short) 0,
                0,
                0L);
    }

    /** Queues a cancellation, if there is something to cancel. */
    void cancel() {
        if (inFlight && !cancelling) {
            cancelling = true;
            owner.backend.enqueueCancellation(this);
        }
    }

    /** Hands the operation to Netty; called by the backend. */
    void submit() {
        IoUringIoOps ready = request;
        if (ready != null) {
            request = null;
            token = owner.registration().submit(ready);
        }
    }

    /** Hands the cancellation to Netty, unless the operation ended meanwhile. */
    void submitCancellation() {
        if (cancelling) {
            owner.started();
            owner.registration()
                    .submit(
                            request(
                                    ASYNC_CANCEL,
                                    0,
                                    -1,
                                    0,
                                    token,
                                    0,
                                    0,
                                    NettyUringEndpoint.CANCEL));
        }
    }

    /** Notes the last completion. */
    void ended() {
        inFlight = false;
        cancelling = false;
    }

    /** The kernel's numbers of the operations used here (io_uring_enter(2)). */
    enum Opcode {
        NOP(0),
        POLL_ADD(6),
        SENDMSG(9),
        ACCEPT(13),
        CONNECT(16),
        CLOSE(19),
        SEND(26),
        RECV(27);

        final byte number;

        Opcode(int number) {
            this.number = (byte) number;
        }
    }
}
