package weft.iocp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The queue that everything of a loop ends in. Packets are taken in batches; another thread ends a
 * wait by posting a packet of its own.
 *
 * <p>Windows waits in milliseconds. Waits are rounded up, so that a timer is up to a millisecond
 * late (on Windows, up to a tick of the system's clock) rather than polled for.
 */
final class CompletionPort {
    /** Packets taken by one call; more wait for the next poll, so that timers get their turn. */
    static final int BATCH = 256;

    /** The key of packets that only wake; no socket has it. */
    static final long WAKEUP = 0;

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int CLOSED = 1 << 31;
    private static final long KEY = Abi.offset(Abi.OVERLAPPED_ENTRY, "lpCompletionKey");
    private static final long OVERLAPPED = Abi.offset(Abi.OVERLAPPED_ENTRY, "lpOverlapped");
    private static final long STATUS = Abi.offset(Abi.OVERLAPPED_ENTRY, "Internal");
    private static final long BYTES =
            Abi.offset(Abi.OVERLAPPED_ENTRY, "dwNumberOfBytesTransferred");

    private final WindowsCalls calls;
    private final MemorySegment entries;
    private final long handle;

    /** Whether a wake-up is in the queue; more of them would only be more to take out. */
    private final AtomicBoolean wakeupQueued = new AtomicBoolean();

    /** Threads inside {@link #wake}, and whether the handle is about to be closed. */
    private final AtomicInteger wakers = new AtomicInteger();

    CompletionPort(WindowsCalls calls, Arena arena) throws IOException {
        this.calls = calls;
        entries = arena.allocate((long) BATCH * Abi.OVERLAPPED_ENTRY_BYTES, Long.BYTES);
        handle = calls.createIoCompletionPort();
        if (handle < 0) {
            throw WindowsError.exception((int) -handle, "open a completion port", null);
        }
    }

    long handle() {
        return handle;
    }

    /** Waits for packets and returns how many were taken. */
    int take(long timeoutNanos) throws IOException {
        int count =
                calls.getQueuedCompletionStatusEx(
                        handle, entries.address(), BATCH, millis(timeoutNanos));
        if (count < 0) {
            throw WindowsError.exception(-count, "wait for completions", null);
        }
        return count;
    }

    static int millis(long timeoutNanos) {
        if (timeoutNanos < 0) {
            return Abi.INFINITE;
        }
        long millis = timeoutNanos / NANOS_PER_MILLI;
        if (millis * NANOS_PER_MILLI < timeoutNanos) {
            millis++;
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    long key(int packet) {
        return entries.get(JAVA_LONG, at(packet) + KEY);
    }

    long overlapped(int packet) {
        return entries.get(JAVA_LONG, at(packet) + OVERLAPPED);
    }

    /** Tells whether the packet's NTSTATUS is one of success. */
    boolean succeeded(int packet) {
        return (int) entries.get(JAVA_LONG, at(packet) + STATUS) >= 0;
    }

    int bytes(int packet) {
        return entries.get(JAVA_INT, at(packet) + BYTES);
    }

    private static long at(int packet) {
        return (long) packet * Abi.OVERLAPPED_ENTRY_BYTES;
    }

    /** Ends the present or the next wait. Any thread; without effect once closed. */
    void wake() {
        try {
            if (wakers.incrementAndGet() > 0 && !wakeupQueued.getAndSet(true)) {
                if (!calls.postQueuedCompletionStatus(handle, WAKEUP)) {
                    wakeupQueued.set(false);
                    throw new IllegalStateException(
                            "Windows has no memory for the packet that wakes the loop");
                }
            }
        } finally {
            wakers.decrementAndGet();
        }
    }

    /** Takes note that the wake-up has been taken out; the next one is posted again. */
    void wakeupTaken() {
        wakeupQueued.set(false);
    }

    /** Closes the handle when no waker is left, lest one posts to its number's next owner. */
    void close() {
        wakers.addAndGet(CLOSED);
        while (wakers.get() != CLOSED) {
            Thread.onSpinWait();
        }
        calls.closeHandle(handle);
    }
}
