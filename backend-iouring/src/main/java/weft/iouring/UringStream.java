package weft.iouring;

import org.jspecify.annotations.Nullable;

import weft.linux.Constants;
import weft.linux.Errno;
import weft.linux.SocketAddresses;
import weft.spi.Backend;
import weft.spi.Operation;
import weft.spi.StreamEndpoint;
import weft.spi.StreamEvents;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A connected socket: one multishot receive, one send, one receive into the caller's memory.
 *
 * <p>A multishot receive goes on completing until its last completion, which lacks the MORE flag:
 * after a cancellation, an error, the end, or when the ring of buffers is empty. Whoever stops and
 * starts again before that last completion only changes what is wanted; the completion then decides
 * whether to arm anew. So there is never more than one receive in flight.
 *
 * <pre>
 *            arm                     cancel (stop, or change of ring)
 *   idle  --------->  armed  ----------------------------------------->  cancelling
 *    ^  last completion |  \-- last completion, wanted: armed again          |
 *    |------------------+---------------- last completion ------------------|
 * </pre>
 */
final class UringStream extends UringEndpoint<StreamEvents> implements StreamEndpoint {
    private static final int RECEIVE_OPERATION =
            Abi.IORING_OP_RECV | (Abi.IOSQE_BUFFER_SELECT << 8) | (Abi.IORING_RECV_MULTISHOT << 16);

    private final int family;
    private final UringSend send;
    private @Nullable SocketAddress remote;
    private @Nullable IOException connectFailure;
    private boolean connecting;

    private boolean wanted;
    private boolean armed;
    private boolean cancelling;
    private boolean onLarge;
    private int run;
    private @Nullable BufferRing armedOn;

    private @Nullable ByteBuffer target;
    private @Nullable BufferRing targetRing;

    @SuppressWarnings("this-escape") // the send only keeps its stream
    UringStream(IoUringBackend backend, int fd, int family, @Nullable SocketAddress remote) {
        super(backend, fd, true);
        this.family = family;
        this.remote = remote;
        this.send = new UringSend(this);
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        requireOpen();
        int result = backend.names().bind(fd(), family, local);
        if (result < 0) {
            throw failure(result, "bind", local);
        }
    }

    @Override
    public void connect(SocketAddress address) {
        requireAttached();
        if (connecting || connectFailure != null) {
            throw new IllegalStateException("a connect is in flight");
        }
        MemorySegment memory = backend.scratch();
        int length;
        try {
            length = SocketAddresses.encode(address, family, memory);
        } catch (IOException e) {
            connectFailure = e;
            submit(FAIL, Abi.IORING_OP_NOP, 0, 0, 0, 0, 0);
            return;
        }
        remote = address;
        connecting = true;
        submit(CONNECT, Abi.IORING_OP_CONNECT, length, memory.address(), 0, 0, 0);
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public void startReceive() {
        requireAttached();
        if (wanted) {
            return;
        }
        if (target != null) {
            throw new IllegalStateException("a receive into the caller's memory is in flight");
        }
        wanted = true;
        if (!armed) {
            arm();
        }
    }

    private void arm() {
        BufferRing ring = backend.memory().ring(onLarge);
        armedOn = ring;
        armed = true;
        cancelling = false;
        submit(RECEIVE, RECEIVE_OPERATION, 0, 0, 0, 0, ring.group());
    }

    @Override
    public void stopReceive() {
        wanted = false;
        cancelReceive();
    }

    private void cancelReceive() {
        if (armed && !cancelling) {
            cancelling = true;
            cancel(RECEIVE);
        }
    }

    /** Arms a receive that found no buffers; returns false if there are still none. */
    boolean resumeReceive() {
        ByteBuffer into = target;
        boolean waits = into != null && targetRing == null && !into.isDirect();
        if (isClosing() || !(waits || (wanted && !armed))) {
            return true;
        }
        if (backend.memory().ring(onLarge && !waits).providedCount() == 0) {
            return false;
        }
        if (waits) {
            submitReceiveInto(into);
        } else {
            arm();
        }
        return true;
    }

    @Override
    public int receive(ByteBuffer into) throws IOException {
        requireAttached();
        if (wanted || target != null) {
            throw new IllegalStateException("a receive is in flight");
        }
        if (!into.hasRemaining() || into.isReadOnly()) {
            throw new IllegalArgumentException("nothing can be received into " + into);
        }
        target = into;
        submitReceiveInto(into);
        return Backend.PENDING;
    }

    private void submitReceiveInto(ByteBuffer into) {
        if (into.isDirect()) {
            long address = MemorySegment.ofBuffer(into).address();
            submit(RECEIVE_INTO, Abi.IORING_OP_RECV, 0, address, into.remaining(), 0, 0);
            return;
        }
        // The kernel cannot write to the Java heap: a provided buffer is copied from.
        BufferRing ring = backend.memory().ring(false);
        targetRing = ring;
        int length = Math.min(into.remaining(), ring.bufferBytes());
        int operation = Abi.IORING_OP_RECV | (Abi.IOSQE_BUFFER_SELECT << 8);
        submit(RECEIVE_INTO, operation, 0, 0, length, 0, ring.group());
    }

    @Override
    public int send(ByteBuffer[] buffers, int count) throws IOException {
        requireAttached();
        send.start(buffers, count);
        return Backend.PENDING;
    }

    @Override
    public int sendQuietly(ByteBuffer[] buffers, int count) throws IOException {
        requireAttached();
        send.startQuietly(buffers, count);
        return Backend.PENDING;
    }

    /** Ends a quiet send as its completion would have done. */
    void quietSendSucceeded(int bytes) {
        complete(SEND, bytes, 0, true);
    }

    @Override
    public void shutdownOutput() throws IOException {
        requireOpen();
        if (send.isInFlight()) {
            throw new IllegalStateException("a send is in flight");
        }
        // Not through the ring: there the kernel hands a shutdown to a worker thread.
        int result = backend.sockets().shutdown(fd(), Constants.SHUT_WR);
        if (result < 0) {
            throw failure(result, "shutdown", remote);
        }
    }

    @Override
    protected void cancelAll() {
        wanted = false;
        cancelReceive();
        if (target != null) {
            cancel(RECEIVE_INTO);
        }
        if (send.isInFlight()) {
            cancel(SEND);
        }
        if (connecting) {
            cancel(CONNECT);
        }
    }

    @Override
    protected void onCompletion(int kind, int result, int flags) {
        StreamEvents receiver = receiver();
        switch (kind) {
            case RECEIVE -> onReceive(receiver, result, flags);
            case SEND -> {
                send.completed();
                send.onCompletion(result);
            }
            case RECEIVE_INTO -> onReceiveInto(receiver, result, flags);
            case CONNECT -> onConnect(receiver, result);
            case FAIL -> {
                IOException cause = Objects.requireNonNull(connectFailure);
                connectFailure = null;
                countEvent();
                receiver.onFailure(Operation.CONNECT, cause);
            }
            default -> throw new IllegalStateException("completion of unknown kind " + kind);
        }
    }

    private void onReceive(StreamEvents receiver, int result, int flags) {
        BufferRing ring = Objects.requireNonNull(armedOn);
        boolean more = (flags & Abi.IORING_CQE_F_MORE) != 0;
        if (!more) {
            armed = false;
            cancelling = false;
        }
        if (result > 0) {
            run = ReceiveMemory.continueRun(run, result);
            countEvent();
            receiver.onReceived(backend.memory().chunk(ring, result, flags));
            goOn();
            return;
        }
        if ((flags & Abi.IORING_CQE_F_BUFFER) != 0) {
            ring.take(0, flags).release();
        }
        if (more) {
            return;
        }
        switch (-result) {
            case Errno.ECANCELED, Errno.EINTR, Errno.EAGAIN -> goOn();
            case Errno.ENOBUFS -> {
                if (wanted) {
                    backend.memory().starve(this, ring);
                }
            }
            case 0 -> {
                // If stopped meanwhile, the next receive sees the end again.
                if (wanted) {
                    wanted = false;
                    countEvent();
                    receiver.onEndOfStream();
                }
            }
            default -> {
                wanted = false;
                countEvent();
                receiver.onFailure(Operation.RECEIVE, failure(result, "receive from", remote));
            }
        }
    }

    /** Arms again what has ended but is wanted, and moves to the ring that suits the sizes seen. */
    private void goOn() {
        if (!wanted || isClosing()) {
            return;
        }
        if (ReceiveMemory.isDecided(run, onLarge)) {
            onLarge = !onLarge;
            run = 0;
            cancelReceive();
        }
        if (!armed) {
            arm();
        }
    }

    private void onReceiveInto(StreamEvents receiver, int result, int flags) {
        ByteBuffer into = Objects.requireNonNull(target);
        BufferRing ring = targetRing;
        targetRing = null;
        if (ring != null && (flags & Abi.IORING_CQE_F_BUFFER) != 0) {
            BufferRing.Buffer buffer = ring.take(Math.max(result, 0), flags);
            if (result > 0) {
                into.put(buffer.memory().asSlice(buffer.start(), result).asByteBuffer());
            }
            buffer.release();
        } else if (result > 0) {
            into.position(into.position() + result);
        }
        if (result == -Errno.EINTR || result == -Errno.EAGAIN) {
            submitReceiveInto(into);
            return;
        }
        if (result == -Errno.ENOBUFS && ring != null) {
            backend.memory().starve(this, ring);
            return;
        }
        target = null;
        countEvent();
        if (result < 0) {
            receiver.onFailure(Operation.RECEIVE, failure(result, "receive from", remote));
        } else {
            receiver.onReceivedInto(result == 0 ? Backend.END_OF_STREAM : result);
        }
    }

    private void onConnect(StreamEvents receiver, int result) {
        connecting = false;
        countEvent();
        if (result < 0) {
            IOException cause = failure(result, "connect", remote);
            remote = null;
            receiver.onFailure(Operation.CONNECT, cause);
            return;
        }
        SocketAddress actual = backend.names().remote(fd());
        remote = actual == null ? remote : actual;
        receiver.onConnected();
    }

    @Override
    protected void discard(int kind, int result, int flags) {
        if (kind == SEND) {
            send.completed();
            send.finish();
        }
        if ((flags & Abi.IORING_CQE_F_BUFFER) != 0) {
            BufferRing ring = kind == RECEIVE_INTO ? targetRing : armedOn;
            Objects.requireNonNull(ring).take(Math.max(result, 0), flags).release();
        }
    }
}
