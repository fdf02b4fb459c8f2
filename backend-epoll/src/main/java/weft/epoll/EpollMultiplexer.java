package weft.epoll;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

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
import java.net.SocketException;

/**
 * Waits with epoll.
 *
 * <p>Facts it rests on (epoll(7), fs/eventpoll.c):
 *
 * <ul>
 *   <li>What is registered is the open file behind a descriptor, and it stays registered until its
 *       last duplicate is closed, but it can only be removed by the descriptor it was registered
 *       by. So it is removed before that is closed.
 *   <li>A watched descriptor is the user's, who may close it too early. Its number then is the next
 *       one's, and so is what the number registers: {@link NumberOwners} keeps them apart.
 *   <li>The ready list is taken from the front, and levels go back to its end. So an array of
 *       events that is too small for all that is ready is fair: the rest comes first in the next
 *       wait.
 *   <li>Replacing a registration looks at the file anew, so edges that were dropped can be had
 *       again.
 *   <li>Errors and hang-ups are reported whatever a descriptor is registered for, in every wait
 *       where levels are. So what nobody waits for is removed rather than registered for nothing.
 *   <li>{@code EPOLLRDHUP} tells that the peer's end came with the bytes, which a short read hides.
 *       Levels would report it in the next wait anyway.
 *   <li>Each write to an eventfd is an edge, whether the counter was read or not.
 *   <li>{@code epoll_pwait2} takes nanoseconds, since Linux 5.11; container runtimes of that time
 *       refuse it with EPERM. Then timeouts are rounded up to milliseconds.
 * </ul>
 */
final class EpollMultiplexer implements Multiplexer {
    /**
     * Events taken in one call. What is received in an iteration is answered at its end, and by
     * then the kernel's side of a connection, some kilobytes, should still be in a level-2 cache.
     */
    private static final int MAXIMUM_EVENTS = 64;

    private static final long EVENT_BYTES = Structs.EPOLL_EVENT.byteSize();
    private static final long EVENTS = Structs.offset(Structs.EPOLL_EVENT, "events");
    private static final long DATA = Structs.offset(Structs.EPOLL_EVENT, "data");

    /** No slot has it, as generations start at 1. */
    private static final long WAKEUP = 0;

    private static final int TO_READ =
            Constants.EPOLLIN | Constants.EPOLLRDHUP | Constants.EPOLLHUP | Constants.EPOLLERR;
    private static final int TO_WRITE =
            Constants.EPOLLOUT | Constants.EPOLLHUP | Constants.EPOLLERR;
    private static final int TO_END =
            Constants.EPOLLRDHUP | Constants.EPOLLHUP | Constants.EPOLLERR;
    private static final int EDGE = (int) Constants.EPOLLET;

    private final WaitCalls calls = new WaitCalls();
    private final LibC libc;
    private final boolean edges;
    private final Pollables pollables = new Pollables();
    private final NumberOwners owners = new NumberOwners();
    private final MemorySegment events;
    private final MemorySegment request;
    private final Timeouts timeouts;
    private final WakeupEvent wakeup;
    private final int epoll;
    private boolean hasNanoTimeouts;

    /**
     * Opens an epoll instance.
     *
     * @param nanoTimeouts whether to use nanoseconds where the kernel does
     */
    EpollMultiplexer(LibC libc, Arena arena, Trigger trigger, boolean nanoTimeouts)
            throws IOException {
        this.libc = libc;
        this.edges = trigger == Trigger.EDGE;
        this.hasNanoTimeouts = nanoTimeouts;
        this.events = arena.allocate(Structs.EPOLL_EVENT, MAXIMUM_EVENTS);
        this.request = arena.allocate(Structs.EPOLL_EVENT);
        this.timeouts = new Timeouts(arena);
        this.epoll = calls.epoll_create1(Constants.EPOLL_CLOEXEC);
        if (epoll < 0) {
            throw Errno.exception(-epoll, "epoll_create1", null);
        }
        int event = libc.eventfd(0, Constants.EFD_CLOEXEC | Constants.EFD_NONBLOCK);
        if (event < 0) {
            libc.close(epoll);
            throw Errno.exception(-event, "eventfd", null);
        }
        this.wakeup = new WakeupEvent(libc, event);
        int result = control(Constants.EPOLL_CTL_ADD, event, Constants.EPOLLIN | EDGE, WAKEUP);
        if (result < 0) {
            close();
            throw Errno.exception(-result, "epoll_ctl", "the eventfd");
        }
    }

    @Override
    public boolean reportsEdges() {
        return edges;
    }

    @Override
    public void set(EpollPollable pollable, int operations, ReadyHandler handler)
            throws IOException {
        boolean isNew = pollable.slot == EpollPollable.NO_SLOT;
        if (isNew) {
            pollables.add(pollable);
        }
        if (!isNew && !owners.isOwner(pollable)) {
            throw new SocketException("descriptor " + pollable.fd + " was closed by its owner");
        }
        int operation = isNew ? Constants.EPOLL_CTL_ADD : Constants.EPOLL_CTL_MOD;
        int mask = mask(operations, handler.reportsEdges());
        int result = control(operation, pollable.fd, mask, pollables.key(pollable.slot));
        if (result < 0) {
            if (isNew) {
                pollables.remove(pollable);
            }
            throw Errno.unnamed(-result, "epoll_ctl");
        }
        owners.set(pollable);
    }

    private static int mask(int operations, boolean edge) {
        int mask = edge ? EDGE : 0;
        if ((operations & Pollable.READ) != 0) {
            mask |= edge ? Constants.EPOLLIN | Constants.EPOLLRDHUP : Constants.EPOLLIN;
        }
        if ((operations & Pollable.WRITE) != 0) {
            mask |= Constants.EPOLLOUT;
        }
        return mask;
    }

    @Override
    public void remove(EpollPollable pollable) {
        if (pollable.slot != EpollPollable.NO_SLOT) {
            pollables.remove(pollable);
            if (owners.remove(pollable)) {
                // Fails only if the user has closed a descriptor that is the user's.
                control(Constants.EPOLL_CTL_DEL, pollable.fd, 0, 0);
            }
        }
    }

    private int control(int operation, int fd, int mask, long data) {
        request.set(JAVA_INT, EVENTS, mask);
        request.set(JAVA_LONG_UNALIGNED, DATA, data);
        return calls.epoll_ctl(epoll, operation, fd, request.address());
    }

    @Override
    public void await(long timeoutNanos) throws IOException {
        int count = harvest(timeoutNanos);
        for (int i = 0; i < count; i++) {
            long at = i * EVENT_BYTES;
            EpollPollable pollable = pollables.find(events.get(JAVA_LONG_UNALIGNED, at + DATA));
            if (pollable != null) {
                pollable.report(operations(events.get(JAVA_INT, at + EVENTS)));
            }
        }
    }

    private int harvest(long timeoutNanos) throws IOException {
        int result;
        if (timeoutNanos > 0 && hasNanoTimeouts) {
            long timeout = timeouts.timespec(timeoutNanos);
            result = calls.epoll_pwait2(epoll, events.address(), MAXIMUM_EVENTS, timeout);
            if (result == -Errno.ENOSYS || result == -Errno.EPERM) {
                hasNanoTimeouts = false;
                return harvest(timeoutNanos);
            }
        } else {
            int timeout = Timeouts.millis(timeoutNanos);
            result = calls.epoll_wait(epoll, events.address(), MAXIMUM_EVENTS, timeout);
        }
        if (result == -Errno.EINTR) {
            return 0;
        }
        if (result < 0) {
            throw Errno.exception(-result, "epoll_wait", null);
        }
        return result;
    }

    private static int operations(int mask) {
        return ((mask & TO_READ) != 0 ? Pollable.READ : 0)
                | ((mask & TO_WRITE) != 0 ? Pollable.WRITE : 0)
                | ((mask & TO_END) != 0 ? Pollable.END : 0);
    }

    @Override
    public void wakeup() {
        wakeup.wake();
    }

    @Override
    public void close() {
        wakeup.close();
        libc.close(epoll);
    }
}
