package weft.epoll;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.jspecify.annotations.Nullable;

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
import java.util.Arrays;
import java.util.Objects;

/**
 * Waits with poll(2), as {@code ppoll} for its nanoseconds.
 *
 * <p>The kernel is handed all descriptors in every call and looks at each, so a wait costs what is
 * watched rather than what is ready; a change of what is watched costs no call at all. The array is
 * dense: slot n is element n + 1, after the eventfd, and who leaves is replaced by the last. Levels
 * only, so the eventfd has to be read.
 */
final class PollMultiplexer implements Multiplexer {
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
    private final MemorySegment counter;
    private final Timeouts timeouts;
    private final WakeupEvent wakeup;
    private MemorySegment descriptors;
    private @Nullable EpollPollable[] pollables = new @Nullable EpollPollable[16];
    private int watched;

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
            add(pollable);
        }
        int read = (operations & Pollable.READ) != 0 ? Constants.POLLIN : 0;
        int write = (operations & Pollable.WRITE) != 0 ? Constants.POLLOUT : 0;
        setElement(pollable.slot + 1, pollable.fd, read | write);
    }

    @Override
    public void remove(EpollPollable pollable) {
        if (pollable.slot != EpollPollable.NO_SLOT) {
            moveLastTo(pollable.slot);
            pollable.slot = EpollPollable.NO_SLOT;
        }
    }

    private void add(EpollPollable pollable) {
        if (watched == pollables.length) {
            pollables = Arrays.copyOf(pollables, 2 * watched);
        }
        if (elements() == descriptors.byteSize() / ELEMENT_BYTES) {
            MemorySegment larger = allocate(2L * elements());
            larger.copyFrom(descriptors);
            descriptors = larger;
        }
        pollable.slot = watched;
        pollables[watched++] = pollable;
    }

    /** Fills the place of one that leaves, so that a wait costs what is watched now. */
    private void moveLastTo(int slot) {
        EpollPollable last = Objects.requireNonNull(pollables[--watched]);
        pollables[watched] = null;
        if (slot != watched) {
            pollables[slot] = last;
            last.slot = slot;
            // What was returned for it moves, too: it may not have been reported yet.
            long from = (watched + 1) * ELEMENT_BYTES;
            long to = (slot + 1) * ELEMENT_BYTES;
            MemorySegment.copy(descriptors, from, descriptors, to, ELEMENT_BYTES);
        }
    }

    /** Returns how many descriptors the kernel is handed in a wait, the eventfd included. */
    int elements() {
        return watched + 1;
    }

    private void setElement(int element, int fd, int events) {
        long at = element * ELEMENT_BYTES;
        descriptors.set(JAVA_INT, at + FD, fd);
        descriptors.set(JAVA_SHORT, at + EVENTS, (short) events);
        descriptors.set(JAVA_SHORT, at + RETURNED, (short) 0);
    }

    @Override
    public void await(long timeoutNanos) throws IOException {
        long timeout = timeouts.timespec(timeoutNanos);
        int left = calls.ppoll(descriptors.address(), elements(), timeout);
        if (left == -Errno.EINTR) {
            return;
        }
        if (left < 0) {
            throw Errno.exception(-left, "poll", null);
        }
        int element = 0;
        while (left > 0 && element < elements()) {
            long at = element * ELEMENT_BYTES + RETURNED;
            int returned = descriptors.get(JAVA_SHORT, at);
            if (returned == 0) {
                element++;
                continue;
            }
            // The same element is looked at again: if its owner is closed by the report, the last
            // one is here now. One that moves to before here is reported by the next wait.
            descriptors.set(JAVA_SHORT, at, (short) 0);
            left--;
            report(element, returned);
        }
    }

    private void report(int element, int returned) {
        if (element == 0) {
            libc.read(wakeup.fd(), counter.address(), Long.BYTES);
            return;
        }
        EpollPollable pollable = pollables[element - 1];
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
