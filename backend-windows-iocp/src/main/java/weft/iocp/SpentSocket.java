package weft.iocp;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A socket whose connection is ended by DisconnectEx, or has been.
 *
 * <p>It stays tied to the port under its key, so packets of the next connection carry the key of
 * the last one. They are told apart by their OVERLAPPEDs: those of the last connection are kept
 * here until the next one has taken its own, so no packet of the one can be taken for the other's.
 *
 * @param socket the handle
 * @param key its key at the port, which is parked
 * @param noDelay whether TCP_NODELAY has to be taken back for the next connection
 * @param disconnect the block whose OVERLAPPED stands for the DisconnectEx
 * @param operations the blocks of the last connection's operations
 */
record SpentSocket(
        long socket,
        long key,
        boolean noDelay,
        MemorySegment disconnect,
        List<MemorySegment> operations) {

    /** Tells whether Windows has ended the connection, and will write to the OVERLAPPED no more. */
    boolean isOver() {
        return status() != Abi.STATUS_PENDING;
    }

    /** Tells whether the connection ended as it should. */
    boolean isOverWell() {
        return status() >= 0 && isOver();
    }

    private int status() {
        return (int) disconnect.get(JAVA_LONG, 0);
    }

    /** Gives the memory back. */
    void free(OperationMemory memory) {
        memory.giveBack(disconnect);
        operations.forEach(memory::giveBack);
    }
}
