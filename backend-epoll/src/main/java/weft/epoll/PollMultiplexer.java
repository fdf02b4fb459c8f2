package weft.epoll;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import weft.linux.Constants;
import weft.linux.Errno;
import weft.linux.LibC;
import weft.linux.Structs;
import weft.linux.WaitCalls;
import weft.linux.WakeupEvent;
import weft.readiness.Pollable;
import weft.readiness.ReadyHandler;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Waits with poll(2), as {@code ppoll} for its nanoseconds.
 *
 * <p>The kernel is handed all descriptors in every call and looks at each, so a wait costs what is
 * watched rather than what is ready; a change of what is watched costs no call at all. The array
 * mirrors {@link Pollables}: slot n is element n + 1, after the eventfd, and an element without
 * owner holds a negative descriptor, which poll passes over. Levels only, so the eventfd has to be
 * read.
 */
final class PollMultiplexer implements Multiplexer {
    private static final int NOBODY = -1;
    private static final long ELEMENT_BYTES = Structs.POLLFD.byteSize();
    private static final long FD = Structs.offset(Structs.POLLFD, "fd");
    private static final long EVENTS = Structs.offset(Structs.POLLFD, "events");
    private static final long RETURNED = Structs.offset(Structs.POLLFD, "revents");

    private static final int TO_READ =
            Constants.POLLIN | Constants.POLLHUP | Constants.POLLERR | Constants.POLLNVAL;
    private static final int TO_WRITE =
            Constants.POLLOUT | Constants.POLLHUP | Constants.POLLERR | Constants.POLLNVAL;
    private static final int TO_END = Constants.POLLHUP | Constants.POLLERR;

    private final WaitCalls calls = new WaitCalls();
    private final LibC libc;
    private final Pollables pollables = new Pollables();
    private final MemorySegment counter;
    private final Timeouts timeouts;
    private final WakeupEvent wakeup;
    private MemorySegment descriptors;

    PollMultiplexer(LibC libc, Arena arena) throws IOException {
        this.libc = libc;
        this.counter = arena.allocate(Long.BYTES, Long.BYTES);
        this.timeouts = new Timeouts(arena);
        this.descriptors = allocate(16);
        int event = libc.eventfd(0, Constants.EFD_CLOEXEC | Constants.EFD_NONBLOCK);
        if (event < 0) {
            throw Errno.exception(-event, "eventfd", null);
        }
        this.wakeup = new WakeupEvent(libc, event);
        setElement(0, event, Constants.POLLIN);
    }

    // Replaced when it grows; the garbage collector frees the one before.
    private static MemorySegment allocate(long elements) {
        return Arena.ofAuto().allocate(Structs.POLLFD, elements);
    }

    @Override
    public boolean reportsEdges() {
        return false;
    }

    @Override
    public void set(EpollPollable pollable, int operations, ReadyHandler handler) {
        if (pollable.slot == EpollPollable.NO_SLOT) {
            pollables.add(pollable);
            growTo(pollables.used() + 1L);
        }
        int read = (operations & Pollable.READ) != 0 ? Constants.POLLIN : 0;
        int write = (operations & Pollable.WRITE) != 0 ? Constants.POLLOUT : 0;
        setElement(pollable.slot + 1, pollable.fd, read | write);
    }

    @Override
    public void remove(EpollPollable pollable) {
        if (pollable.slot != EpollPollable.NO_SLOT) {
            setElement(pollable.slot + 1, NOBODY, 0);
            pollables.remove(pollable);
        }
    }

    private void growTo(long elements) {
        long present = descriptors.byteSize() / ELEMENT_BYTES;
        if (elements > present) {
            MemorySegment larger = allocate(2 * present);
            larger.copyFrom(descriptors);
            descriptors = larger;
        }
    }

    private void setElement(int element, int fd, int events) {
        long at = element * ELEMENT_BYTES;
        descriptors.set(JAVA_INT, at + FD, fd);
        descriptors.set(JAVA_SHORT, at + EVENTS, (short) events);
        descriptors.set(JAVA_SHORT, at + RETURNED, (short) 0);
    }

    @Override
    public void await(long timeoutNanos) throws IOException {
        int count = pollables.used() + 1;
        int left = calls.ppoll(descriptors.address(), count, timeouts.timespec(timeoutNanos));
        if (left == -Errno.EINTR) {
            return;
        }
        if (left < 0) {
            throw Errno.exception(-left, "poll", null);
        }
        for (int element = 0; left > 0 && element < count; element++) {
            int returned = descriptors.get(JAVA_SHORT, element * ELEMENT_BYTES + RETURNED);
            if (returned != 0) {
                left--;
                report(element, returned);
            }
        }
    }

    private void report(int element, int returned) {
        if (element == 0) {
            libc.read(wakeup.fd(), counter.address(), Long.BYTES);
            return;
        }
        EpollPollable pollable = pollables.get(element - 1);
        if (pollable != null) {
            pollable.report(
                    ((returned & TO_READ) != 0 ? Pollable.READ : 0)
                            | ((returned & TO_WRITE) != 0 ? Pollable.WRITE : 0)
                            | ((returned & TO_END) != 0 ? Pollable.END : 0));
        }
    }

    @Override
    public void wakeup() {
        wakeup.wake();
    }

    @Override
    public void close() {
        wakeup.close();
    }
}
