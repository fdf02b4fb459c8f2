package weft.iouring;

/** Counts what a backend has handed out and not got back. */
final class Leaks {
    private Leaks() {}

    /**
     * Returns the sum of open endpoints, operations in flight, buffers held and send blocks lent; 0
     * once the backend is closed, whose memory is gone as a whole.
     */
    static long outstanding(IoUringBackend backend) {
        if (backend.isClosed()) {
            return 0;
        }
        return (long) backend.openEndpoints()
                + backend.inFlight()
                + backend.memory().heldCount()
                + backend.sendMemory().lent();
    }
}
