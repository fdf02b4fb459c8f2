package weft.iocp;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Counts what a backend has handed out and not got back. */
final class Leaks {
    private static final int POLLS = 1_000;

    private Leaks() {}

    static long outstanding(IocpBackend backend) {
        return (long) backend.receiveMemory().outstanding()
                + backend.sendMemory().lent()
                + backend.operationMemory().lent()
                + backend.openEndpoints()
                + backend.inFlight();
    }

    /** Counts when the sockets that listeners have left behind are closed, too. */
    static long outstandingAtLast(IocpBackend backend) {
        try {
            for (int i = 0; i < POLLS && backend.recycler().retired() > 0; i++) {
                backend.poll(0);
            }
            return outstanding(backend);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
