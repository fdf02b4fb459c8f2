package weft.iouring;

import weft.linux.Constants;
import weft.spi.Operation;
import weft.spi.WatchEndpoint;
import weft.spi.WatchEvents;

/** A level-triggered watch: a one-shot poll that is armed again after each report. */
final class UringWatch extends UringEndpoint<WatchEvents> implements WatchEndpoint {
    private final PollOnce poll = new PollOnce(this, POLL_READ);

    UringWatch(IoUringBackend backend, int fd, WatchEvents events) {
        super(backend, fd, false);
        attach(events);
    }

    @Override
    public void watch(int operations) {
        requireOpen();
        WatchEndpoint.requireKnown(operations);
        int read = (operations & READ) != 0 ? Constants.POLLIN : 0;
        int write = (operations & WRITE) != 0 ? Constants.POLLOUT : 0;
        poll.want(read | write);
    }

    @Override
    protected void cancelAll() {
        poll.stop();
    }

    @Override
    protected void onCompletion(int kind, int result, int flags) {
        int ready = poll.completed(result);
        if (ready == 0) {
            return;
        }
        countEvent();
        if (ready < 0) {
            receiver().onFailure(Operation.WATCH, failure(ready, "watch", descriptor()));
            return;
        }
        int read = (ready & Constants.POLLIN) != 0 ? READ : 0;
        int write = (ready & Constants.POLLOUT) != 0 ? WRITE : 0;
        receiver().onReady(read | write);
        if (!isClosing()) {
            poll.rearm();
        }
    }

    @Override
    protected void discard(int kind, int result, int flags) {
        // A poll carries nothing.
    }
}
