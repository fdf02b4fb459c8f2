package weft.linux;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * An eventfd that ends a wait from another thread.
 *
 * <p>A write reports the descriptor anew to a multishot poll of io_uring and to an edge-triggered
 * epoll, whether the counter was read or not. So there nobody ever reads it, and a wake-up costs
 * one write. A write that comes before the loop waits makes the next wait return.
 */
public final class WakeupEvent {
    private static final int CLOSED = 1 << 31;

    private final LibC libc;
    private final int fd;

    /** Writers inside {@link #wake}, and whether the descriptor is about to be closed. */
    private final AtomicInteger writers = new AtomicInteger();

    /**
     * Takes over an eventfd.
     *
     * @param libc what closes it
     * @param fd the descriptor, non-blocking
     */
    public WakeupEvent(LibC libc, int fd) {
        this.libc = libc;
        this.fd = fd;
    }

    /**
     * Returns the descriptor, to be polled for readability.
     *
     * @return the descriptor
     */
    public int fd() {
        return fd;
    }

    /** Ends the present or the next wait. Any thread; without effect once closed. */
    public void wake() {
        if (writers.incrementAndGet() > 0) {
            LibC.eventfd_write(fd, 1);
        }
        writers.decrementAndGet();
    }

    /** Closes the descriptor when no writer is left, lest one writes to its number's next owner. */
    public void close() {
        writers.addAndGet(CLOSED);
        while (writers.get() != CLOSED) {
            Thread.onSpinWait();
        }
        libc.close(fd);
    }
}
