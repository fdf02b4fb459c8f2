package weft.iocp;

/** Counts what a backend has handed out and not got back. */
final class Leaks {
    private Leaks() {}

    static long outstanding(IocpBackend backend) {
        return backend.receiveMemory().heldBytes()
                + backend.receiveMemory().lentToWindowsBytes()
                + backend.sendMemory().lent()
                + backend.operationMemory().lent()
                + backend.slots().open()
                + backend.inFlight();
    }
}
