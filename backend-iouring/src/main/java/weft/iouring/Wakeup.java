package weft.iouring;

import weft.linux.Constants;
import weft.linux.LibC;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * An eventfd that ends a wait from another thread.
 *
 * <p>The ring polls it with a multishot poll, which completes at every write whether the counter
 * was read or not. So nobody ever reads it: a wake-up costs one write and one completion. A write
 * that comes before the poll is armed makes the arming itself complete.
 */
final class Wakeup {
    private static final int CLOSED = 1 << 31;

    private final LibC libc;
    private final int fd;

    /** Writers inside {@link #wake}, and whether the descriptor is about to be closed. */
    private final AtomicInteger writers = new AtomicInteger();

    Wakeup(LibC libc) throws RingRefusedException {
        this.libc = libc;
        this.fd = libc.eventfd(0, Constants.EFD_CLOEXEC | Constants.EFD_NONBLOCK);
        if (fd < 0) {
            throw RingRefusedException.of(-fd, "eventfd");
        }
    }

    /** Arms the poll whose completions carry the user data. */
    void arm(Ring ring, long userData) {
        ring.submit(
                Abi.IORING_OP_POLL_ADD,
                fd,
                0,
                0,
                Abi.IORING_POLL_ADD_MULTI,
                Constants.POLLIN,
                0,
                userData);
    }

    /** Ends the present or the next wait. Any thread; without effect once closed. */
    void wake() {
        if (writers.incrementAndGet() > 0) {
            LibC.eventfd_write(fd, 1);
        }
        writers.decrementAndGet();
    }

    /** Closes the descriptor when no writer is left, lest one writes to its number's next owner. */
    void close() {
        writers.addAndGet(CLOSED);
        while (writers.get() != CLOSED) {
            Thread.onSpinWait();
        }
        libc.close(fd);
    }
}
