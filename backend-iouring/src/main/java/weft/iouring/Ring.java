package weft.iouring;

import org.jspecify.annotations.Nullable;

import weft.linux.Constants;
import weft.linux.Errno;
import weft.linux.LibC;
import weft.linux.Structs;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * A submission and a completion ring shared with the kernel.
 *
 * <p>Facts this file rests on (io_uring_setup(2), io_uring_enter(2); kernel 6.0 or later):
 *
 * <ul>
 *   <li>We write the submission tail and the completion head, the kernel the other two. What we
 *       write is published with release, what the kernel wrote is read with acquire.
 *   <li>SINGLE_ISSUER and DEFER_TASKRUN tie the ring to the thread that enables it, and let the
 *       kernel post completions only inside io_uring_enter of that thread. So the ring is created
 *       disabled, on any thread, and enabled by the first enter.
 *   <li>TASKRUN_FLAG makes the kernel tell, in memory, that an enter would post completions;
 *       without the flag and without submissions an enter that does not wait is useless and is
 *       skipped.
 *   <li>When the completion ring is full, the kernel keeps completions aside and sets CQ_OVERFLOW;
 *       the next enter with GETEVENTS moves them over once there is room. Nothing is lost.
 *   <li>An enter that submitted something returns that number even if its wait was interrupted or
 *       timed out; only an enter that submitted nothing reports EINTR or ETIME.
 * </ul>
 */
@SuppressWarnings("restricted") // mapped kernel memory has to be given its size
final class Ring implements AutoCloseable {
    /**
     * 64 bytes each: the memory the processor walks through stays small; a full ring is flushed.
     */
    static final int SUBMISSION_ENTRIES = 256;

    /** Completions that fit without overflow; many, since a burst may complete every operation. */
    static final int COMPLETION_ENTRIES = 4096;

    /** How often a full submission ring is offered to a kernel that is short of memory. */
    private static final int FLUSH_ATTEMPTS = 1000;

    /** How long a kernel that refuses submissions gets before the next attempt. */
    private static final long RETRY_NANOS = 1_000_000;

    /** Memory each submission may point to: a socket address, or a message of some vectors. */
    static final long SCRATCH_BYTES = 256;

    private static final int EBADR = 53;
    private static final long SQE_BYTES = Abi.IO_URING_SQE.byteSize();
    private static final long CQE_BYTES = Abi.IO_URING_CQE.byteSize();
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final VarHandle INT_HANDLE = INT.varHandle();

    private final UringCalls calls = new UringCalls();
    private final LibC libc;
    private final int fd;
    private final int setupFlags;
    private final int features;

    private final MemorySegment rings;
    private final MemorySegment sqes;
    private final MemorySegment timeout = Arena.ofAuto().allocate(40, Long.BYTES);
    private final MemorySegment scratch;
    private final long timespecOffset = Abi.IO_URING_GETEVENTS_ARG.byteSize();

    private final long sqHeadOffset;
    private final long sqTailOffset;
    private final long sqFlagsOffset;
    private final int sqMask;
    private final int sqEntries;
    private final long cqHeadOffset;
    private final long cqTailOffset;
    private final long cqOverflowOffset;
    private final long cqesOffset;
    private final int cqMask;

    private int sqHead; // as of the last enter: without SQPOLL the kernel moves it only there
    private int sqTail;
    private int cqHead;
    private int cqTail; // as of the last look, see ready()
    private boolean enabled;
    private boolean closed;
    private long enters;

    /**
     * Sets a ring up, disabled.
     *
     * @throws RingRefusedException if the kernel refuses
     */
    Ring(LibC libc, int submissionEntries, int completionEntries) throws RingRefusedException {
        this.libc = libc;
        MemorySegment params = Arena.ofAuto().allocate(Abi.IO_URING_PARAMS);
        this.fd = Setup.create(calls, params, submissionEntries, completionEntries);
        this.setupFlags = param(params, "flags");
        this.features = param(params, "features");
        MemorySegment mapped = null;
        MemorySegment mappedToo = null;
        try {
            Setup.requireFeatures(features);
            long sq = offset(Abi.IO_URING_PARAMS, "sq_off");
            long cq = offset(Abi.IO_URING_PARAMS, "cq_off");
            this.sqEntries = param(params, "sq_entries");
            int cqEntries = param(params, "cq_entries");
            long array = params.get(INT, sq + offset(Abi.IO_SQRING_OFFSETS, "array"));
            this.cqesOffset = params.get(INT, cq + offset(Abi.IO_CQRING_OFFSETS, "cqes"));
            boolean indirect = (setupFlags & Abi.IORING_SETUP_NO_SQARRAY) == 0;
            long ringBytes =
                    Math.max(
                            cqesOffset + cqEntries * CQE_BYTES,
                            indirect ? array + sqEntries * 4L : 0);
            mapped = map(ringBytes, Abi.IORING_OFF_SQ_RING);
            this.rings = mapped;
            mappedToo = map(sqEntries * SQE_BYTES, Abi.IORING_OFF_SQES);
            this.sqes = mappedToo;
            this.sqHeadOffset = params.get(INT, sq + offset(Abi.IO_SQRING_OFFSETS, "head"));
            this.sqTailOffset = params.get(INT, sq + offset(Abi.IO_SQRING_OFFSETS, "tail"));
            this.sqFlagsOffset = params.get(INT, sq + offset(Abi.IO_SQRING_OFFSETS, "flags"));
            this.cqHeadOffset = params.get(INT, cq + offset(Abi.IO_CQRING_OFFSETS, "head"));
            this.cqTailOffset = params.get(INT, cq + offset(Abi.IO_CQRING_OFFSETS, "tail"));
            this.cqOverflowOffset = params.get(INT, cq + offset(Abi.IO_CQRING_OFFSETS, "overflow"));
            this.sqMask = sqEntries - 1;
            this.scratch = Arena.ofAuto().allocate(sqEntries * SCRATCH_BYTES, Long.BYTES);
            this.cqMask = cqEntries - 1;
            if (indirect) {
                // Entry i of the ring always names submission i, so this is written only once.
                for (int i = 0; i < sqEntries; i++) {
                    rings.set(INT, array + i * 4L, i);
                }
            }
            timeout.set(LONG, offset(Abi.IO_URING_GETEVENTS_ARG, "ts"), timespecAddress());
        } catch (RingRefusedException | RuntimeException | Error failure) {
            unmap(mappedToo);
            unmap(mapped);
            libc.close(fd);
            throw failure;
        }
    }

    private MemorySegment map(long lengthBytes, long offset) throws RingRefusedException {
        int protection = Constants.PROT_READ | Constants.PROT_WRITE;
        int flags = Constants.MAP_SHARED | Constants.MAP_POPULATE;
        long address = libc.mmap(0, lengthBytes, protection, flags, fd, offset);
        if (address < 0 && address > -4096) {
            throw RingRefusedException.of((int) -address, "mapping the rings");
        }
        return MemorySegment.ofAddress(address).reinterpret(lengthBytes);
    }

    private static int param(MemorySegment params, String member) {
        return params.get(INT, offset(Abi.IO_URING_PARAMS, member));
    }

    private static long offset(StructLayout struct, String member) {
        return Structs.offset(struct, member);
    }

    private long timespecAddress() {
        return timeout.address() + timespecOffset;
    }

    boolean hasDeferredTaskRun() {
        return (setupFlags & Abi.IORING_SETUP_DEFER_TASKRUN) != 0;
    }

    int fd() {
        return fd;
    }

    /** Returns how often the kernel was entered, for tests and statistics. */
    long enters() {
        return enters;
    }

    /** Returns how many completions the kernel had to drop; it should stay 0. */
    int dropped() {
        return rings.get(INT, cqOverflowOffset);
    }

    int register(int operation, long argument, int count) {
        return calls.register(fd, operation, argument, count);
    }

    /**
     * Queues a submission; the kernel sees it at the next enter, or at once when the ring is full.
     *
     * @param operation opcode, and the IOSQE flags shifted left by 8, and the operation's own flags
     *     in the priority field shifted left by 16
     */
    void submit(
            int operation,
            int descriptor,
            long off,
            long address,
            int length,
            int flags,
            int bufferGroup,
            long userData) {
        makeRoom();
        long at = (sqTail & sqMask) * SQE_BYTES;
        sqes.set(LONG, at, Integer.toUnsignedLong(operation) | ((long) descriptor << 32));
        sqes.set(LONG, at + 8, off);
        sqes.set(LONG, at + 16, address);
        sqes.set(LONG, at + 24, Integer.toUnsignedLong(length) | ((long) flags << 32));
        sqes.set(LONG, at + 32, userData);
        sqes.set(LONG, at + 40, bufferGroup);
        sqes.set(LONG, at + 48, 0);
        sqes.set(LONG, at + 56, 0);
        sqTail++;
    }

    private void makeRoom() {
        if (queued() == sqEntries) {
            flush();
        }
    }

    /**
     * Returns memory that the next submission, and only it, may point to. The kernel has copied
     * what is in it when the next use comes, because it reads addresses and vectors while it takes
     * the submission (IORING_FEAT_SUBMIT_STABLE).
     */
    MemorySegment scratch() {
        makeRoom();
        return scratch.asSlice((sqTail & sqMask) * SCRATCH_BYTES, SCRATCH_BYTES);
    }

    /** Returns how many submissions there were, modulo 2^32. */
    int submitted() {
        return sqTail;
    }

    /** Returns how many of them the kernel has taken, and so has begun. */
    int taken() {
        return sqHead;
    }

    /** Tells whether there are completions that had no room in the ring. */
    boolean hasOverflow() {
        int flags = (int) INT_HANDLE.getAcquire(rings, sqFlagsOffset);
        return (flags & Abi.IORING_SQ_CQ_OVERFLOW) != 0;
    }

    /** Returns how many submissions wait for the next enter. */
    int queued() {
        return sqTail - sqHead;
    }

    private void flush() {
        for (int attempt = 0; attempt < FLUSH_ATTEMPTS; attempt++) {
            enable();
            enter(queued(), 0, 0, 0, 0);
            if (queued() < sqEntries) {
                return;
            }
            Thread.onSpinWait();
        }
        throw new IllegalStateException(
                "the kernel takes no submissions: it is out of memory; "
                        + sqEntries
                        + " submissions are waiting");
    }

    /**
     * Submits what is queued and waits for a completion, in one system call, or in none when there
     * is nothing to submit and nothing to wait for.
     *
     * @param timeoutNanos longest wait; 0 does not wait, negative waits without limit
     * @return completions that are ready
     * @throws IOException if the ring is unusable
     */
    int await(long timeoutNanos) throws IOException {
        int toSubmit = queued();
        int ready = ready();
        if (toSubmit == 0 && (ready > 0 || (timeoutNanos == 0 && !kernelHasWork()))) {
            return ready;
        }
        enable();
        boolean wait = ready == 0 && timeoutNanos != 0;
        int result =
                wait && timeoutNanos > 0
                        ? enterTimed(toSubmit, timeoutNanos)
                        : enter(toSubmit, wait ? 1 : 0, Abi.IORING_ENTER_GETEVENTS, 0, 0);
        if (result < 0) {
            handle(-result, timeoutNanos);
        }
        return ready();
    }

    private boolean kernelHasWork() {
        int flags = (int) INT_HANDLE.getAcquire(rings, sqFlagsOffset);
        return (flags & (Abi.IORING_SQ_TASKRUN | Abi.IORING_SQ_CQ_OVERFLOW)) != 0;
    }

    private void handle(int errno, long timeoutNanos) throws IOException {
        switch (errno) {
            case Errno.EINTR, Errno.ETIME -> {}
            case Errno.EAGAIN, Errno.EBUSY -> {
                // No memory for requests, or overflown completions that must be seen first. What is
                // queued stays queued; give the kernel a moment rather than spin.
                if (ready() == 0 && timeoutNanos != 0) {
                    long pause =
                            timeoutNanos < 0 ? RETRY_NANOS : Math.min(timeoutNanos, RETRY_NANOS);
                    enterTimed(0, pause);
                }
            }
            case Errno.EEXIST ->
                    throw new IllegalStateException(
                            "an io_uring loop belongs to the thread that first ran it; "
                                    + Thread.currentThread()
                                    + " is another one");
            case EBADR -> throw new IOException("the kernel had no memory and dropped completions");
            default -> throw Errno.exception(errno, "io_uring_enter", null);
        }
    }

    private int enterTimed(int toSubmit, long timeoutNanos) {
        timeout.set(LONG, timespecOffset, timeoutNanos / 1_000_000_000L);
        timeout.set(LONG, timespecOffset + 8, timeoutNanos % 1_000_000_000L);
        int flags = Abi.IORING_ENTER_GETEVENTS | Abi.IORING_ENTER_EXT_ARG;
        return enter(toSubmit, 1, flags, timeout.address(), timespecOffset);
    }

    private int enter(int toSubmit, int minComplete, int flags, long argument, long bytes) {
        enters++;
        if (toSubmit > 0) {
            INT_HANDLE.setRelease(rings, sqTailOffset, sqTail);
        }
        int result = calls.enter(fd, toSubmit, minComplete, flags, argument, bytes);
        sqHead = (int) INT_HANDLE.getAcquire(rings, sqHeadOffset);
        readTail();
        return result;
    }

    private void enable() {
        if (!enabled) {
            int result = register(Abi.IORING_REGISTER_ENABLE_RINGS, 0, 0);
            if (result < 0) {
                throw new IllegalStateException(
                        Errno.message(-result, "enabling the io_uring", null));
            }
            enabled = true;
        }
    }

    /**
     * Returns how many completions are ready. With deferred task work (6.1) the kernel adds some
     * only inside {@link #enter}, so that there is nothing to look for in between.
     */
    int ready() {
        if (!hasDeferredTaskRun()) {
            readTail();
        }
        return cqTail - cqHead;
    }

    private void readTail() {
        cqTail = (int) INT_HANDLE.getAcquire(rings, cqTailOffset);
    }

    /** Returns the offset of the oldest completion; valid until {@link #advance}. */
    long oldest() {
        return cqesOffset + (cqHead & cqMask) * CQE_BYTES;
    }

    long userData(long completion) {
        return rings.get(LONG, completion);
    }

    int result(long completion) {
        return rings.get(INT, completion + 8);
    }

    int flags(long completion) {
        return rings.get(INT, completion + 12);
    }

    /** Gives the oldest completion's entry back to the kernel. */
    void advance() {
        cqHead++;
        INT_HANDLE.setRelease(rings, cqHeadOffset, cqHead);
    }

    /** Unmaps the rings and closes the descriptor; the kernel cancels what is still in flight. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            unmap(sqes);
            unmap(rings);
            libc.close(fd);
        }
    }

    private void unmap(@Nullable MemorySegment region) {
        if (region != null) {
            libc.munmap(region.address(), region.byteSize());
        }
    }
}
