package weft.iocp;

import java.lang.foreign.MemorySegment;

/**
 * One operation that an endpoint may have in flight, with the OVERLAPPED that stands for it in
 * Windows. Used again and again, and never for two at the same time.
 */
class IocpOperation {
    private final IocpEndpoint<?> endpoint;
    private final int kind;
    private final MemorySegment memory;
    private final MemorySegment overlapped;
    private boolean inFlight;
    private int result;

    /**
     * @param kind what completions name it by, unique in the endpoint
     * @param memory a block of {@link OperationMemory}, or the null segment if no packet comes
     */
    IocpOperation(IocpEndpoint<?> endpoint, int kind, MemorySegment memory) {
        this.endpoint = endpoint;
        this.kind = kind;
        this.memory = memory;
        overlapped = memory.byteSize() == 0 ? memory : memory.asSlice(0, Abi.OVERLAPPED_BYTES);
    }

    final IocpEndpoint<?> endpoint() {
        return endpoint;
    }

    final int kind() {
        return kind;
    }

    final MemorySegment memory() {
        return memory;
    }

    /** Returns the address of a clean OVERLAPPED for the next call. */
    final long overlapped() {
        if (inFlight) {
            throw new IllegalStateException("operation " + kind + " is in flight already");
        }
        overlapped.fill((byte) 0);
        return overlapped.address();
    }

    final boolean is(long overlapped) {
        return memory.address() == overlapped;
    }

    final boolean isInFlight() {
        return inFlight;
    }

    final void setInFlight(boolean newInFlight) {
        inFlight = newInFlight;
    }

    /** Keeps the outcome of a call that was over at once, until the next poll delivers it. */
    final void setResult(int newResult) {
        result = newResult;
    }

    final int result() {
        return result;
    }
}
