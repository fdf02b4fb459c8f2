package weft.bench.netty;

import weft.bench.netty.NettyUringOperation.Opcode;
import weft.linux.Constants;
import weft.linux.Errno;
import weft.spi.Operation;
import weft.spi.WatchEndpoint;
import weft.spi.WatchEvents;

import java.io.IOException;

/**
 * A level-triggered watch: a poll that reports once and is started again after each report, when
 * the kernel looks at the state anew. What is watched may change meanwhile: then the poll in flight
 * is cancelled, and its completion starts the next.
 */
final class NettyUringWatch extends NettyUringEndpoint<WatchEvents> implements WatchEndpoint {
    private final NettyUringOperation poll = new NettyUringOperation(this, POLL);
    private int wanted;
    private int armedFor;

    NettyUringWatch(NettyUringBackend backend, int fd, WatchEvents events) throws IOException {
        super(backend, fd, false);
        attach(events);
    }

    @Override
    public void watch(int operations) {
        requireOpen();
        WatchEndpoint.requireKnown(operations);
        wanted = operations;
        if (!poll.isInFlight()) {
            arm();
        } else if (wanted != armedFor) {
            poll.cancel();
        }
    }

    private void arm() {
        if (wanted != 0 && !isClosing()) {
            armedFor = wanted;
            int mask = (wanted & READ) != 0 ? Constants.POLLIN : 0;
            if ((wanted & WRITE) != 0) {
                mask |= Constants.POLLOUT;
            }
            poll.start(Opcode.POLL_ADD, 0, 0, 0, mask);
        }
    }

    @Override
    NettyUringOperation operation(int kind) {
        return poll;
    }

    @Override
    void completed(int kind, int result) {
        if (result < 0 && result != -Errno.ECANCELED && result != -Errno.EINTR) {
            wanted = 0;
            IOException cause = failure(result, "watch", descriptor());
            countEvent();
            receiver().onFailure(Operation.WATCH, cause);
            return;
        }
        int ready = ready(result) & wanted;
        if (ready != 0) {
            countEvent();
            receiver().onReady(ready);
        }
        if (!poll.isInFlight()) {
            arm();
        }
    }

    private static int ready(int mask) {
        if (mask <= 0) {
            return 0;
        }
        if ((mask & (Constants.POLLERR | Constants.POLLHUP)) != 0) {
            return READ | WRITE;
        }
        int ready = (mask & Constants.POLLIN) != 0 ? READ : 0;
        return (mask & Constants.POLLOUT) != 0 ? ready | WRITE : ready;
    }

    @Override
    protected void cancelAll() {
        wanted = 0;
        poll.cancel();
    }

    @Override
    void dropped(int kind, int result) {
        // A poll carries nothing.
    }
}
