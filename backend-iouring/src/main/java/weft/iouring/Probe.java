package weft.iouring;

import weft.linux.LibC;
import weft.linux.NativeAccess;
import weft.linux.Structs;
import weft.spi.Availability;
import weft.spi.AvailabilityMemory.Answer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/** Finds out whether io_uring works here, by setting a small ring up and asking for operations. */
final class Probe {
    private static final Map<Integer, String> REQUIRED =
            Map.ofEntries(
                    Map.entry(Abi.IORING_OP_NOP, "NOP"),
                    Map.entry(Abi.IORING_OP_POLL_ADD, "POLL_ADD"),
                    Map.entry(Abi.IORING_OP_SENDMSG, "SENDMSG"),
                    Map.entry(Abi.IORING_OP_ACCEPT, "ACCEPT"),
                    Map.entry(Abi.IORING_OP_ASYNC_CANCEL, "ASYNC_CANCEL"),
                    Map.entry(Abi.IORING_OP_CONNECT, "CONNECT"),
                    Map.entry(Abi.IORING_OP_CLOSE, "CLOSE"),
                    Map.entry(Abi.IORING_OP_SEND, "SEND"),
                    Map.entry(Abi.IORING_OP_RECV, "RECV"));

    private static final int OPERATIONS = 256;

    private Probe() {}

    /** Says what works, by setting rings up. */
    @FunctionalInterface
    interface Attempt {
        Availability attempt() throws RingRefusedException;
    }

    static boolean existsOn(String systemName) {
        return systemName.equals("Linux");
    }

    static Answer ask() {
        return ask(Probe::tryRings);
    }

    static Answer ask(Attempt attempt) {
        String system = System.getProperty("os.name");
        if (!existsOn(system)) {
            return refused("io_uring exists on Linux only; this is " + system, "");
        }
        if (ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
            return refused("io_uring needs a 64-bit JVM here", "use a 64-bit JDK");
        }
        try {
            return Answer.definite(attempt.attempt());
        } catch (RingRefusedException refused) {
            String reason = String.valueOf(refused.getMessage());
            return new Answer(
                    Availability.unusable(reason, refused.remedy()), !refused.isShortage());
        } catch (IllegalCallerException | LinkageError e) {
            return refused(
                    NativeAccess.refusal(e),
                    "add --enable-native-access=ALL-UNNAMED on the class path, or"
                            + " --enable-native-access=weft.linux,weft.iouring on the module path");
        }
    }

    private static Answer refused(String reason, String remedy) {
        return Answer.definite(Availability.unusable(reason, remedy));
    }

    private static Availability tryRings() throws RingRefusedException {
        LibC libc = new LibC();
        try (Ring ring = new Ring(libc, 4, 8);
                Arena arena = Arena.ofConfined()) {
            requireOperations(ring, arena);
            boolean incremental = BufferRing.isIncrementalSupported(ring);
            // The memory of a real backend counts against limits, so one is tried, too.
            new IoUringBackend().close();
            return Availability.usable(
                    "Linux "
                            + System.getProperty("os.version")
                            + (ring.hasDeferredTaskRun() ? ", deferred task work" : "")
                            + (incremental ? ", incremental buffers" : ""));
        }
    }

    private static void requireOperations(Ring ring, Arena arena) throws RingRefusedException {
        long header = Abi.IO_URING_PROBE.byteSize();
        MemorySegment answer =
                arena.allocate(header + OPERATIONS * (long) Abi.PROBE_OP_BYTES, Long.BYTES);
        int result = ring.register(Abi.IORING_REGISTER_PROBE, answer.address(), OPERATIONS);
        if (result < 0) {
            throw RingRefusedException.of(-result, "probing io_uring");
        }
        long lengthOffset = Structs.offset(Abi.IO_URING_PROBE, "ops_len");
        int known = Byte.toUnsignedInt(answer.get(ValueLayout.JAVA_BYTE, lengthOffset));
        for (Map.Entry<Integer, String> operation : REQUIRED.entrySet()) {
            long at = header + operation.getKey() * (long) Abi.PROBE_OP_BYTES;
            int flags = answer.get(ValueLayout.JAVA_SHORT, at + 2);
            if (operation.getKey() >= known || (flags & Abi.IO_URING_OP_SUPPORTED) == 0) {
                throw new RingRefusedException(
                        "this kernel's io_uring has no operation " + operation.getValue(),
                        "run Linux 6.0 or later");
            }
        }
    }
}
