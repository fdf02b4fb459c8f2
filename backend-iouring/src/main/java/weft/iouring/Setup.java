package weft.iouring;

import weft.linux.Errno;
import weft.linux.Structs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/** Creates a ring with the best flags the kernel knows. */
final class Setup {
    private static final int BASE =
            Abi.IORING_SETUP_CQSIZE
                    | Abi.IORING_SETUP_CLAMP
                    | Abi.IORING_SETUP_R_DISABLED
                    | Abi.IORING_SETUP_SUBMIT_ALL
                    | Abi.IORING_SETUP_TASKRUN_FLAG
                    | Abi.IORING_SETUP_SINGLE_ISSUER;

    /** From best to oldest: Linux 6.6, 6.1, 6.0. An unknown flag is refused with EINVAL. */
    private static final int[] FLAGS = {
        BASE | Abi.IORING_SETUP_DEFER_TASKRUN | Abi.IORING_SETUP_NO_SQARRAY,
        BASE | Abi.IORING_SETUP_DEFER_TASKRUN,
        BASE | Abi.IORING_SETUP_COOP_TASKRUN,
    };

    private static final int REQUIRED_FEATURES =
            Abi.IORING_FEAT_SINGLE_MMAP
                    | Abi.IORING_FEAT_NODROP
                    | Abi.IORING_FEAT_SUBMIT_STABLE
                    | Abi.IORING_FEAT_FAST_POLL
                    | Abi.IORING_FEAT_EXT_ARG;

    private static final Path SYSCTL = Path.of("/proc/sys/kernel/io_uring_disabled");

    private Setup() {}

    /** Returns the ring's descriptor, and fills the parameters in. */
    static int create(UringCalls calls, MemorySegment params, int submissions, int completions)
            throws RingRefusedException {
        int result = -Errno.EINVAL;
        for (int flags : FLAGS) {
            params.fill((byte) 0);
            set(params, "flags", flags);
            set(params, "cq_entries", completions);
            result = calls.setup(submissions, params.address());
            if (result != -Errno.EINVAL) {
                break;
            }
        }
        if (result < 0) {
            throw RingRefusedException.of(-result, "io_uring_setup");
        }
        return result;
    }

    private static void set(MemorySegment params, String member, int value) {
        params.set(ValueLayout.JAVA_INT, Structs.offset(Abi.IO_URING_PARAMS, member), value);
    }

    static void requireFeatures(int features) throws RingRefusedException {
        if ((features & REQUIRED_FEATURES) != REQUIRED_FEATURES) {
            throw new RingRefusedException(
                    "this kernel's io_uring lacks features: it has 0x%x of 0x%x"
                            .formatted(features, REQUIRED_FEATURES),
                    "run Linux 6.0 or later");
        }
    }

    /** Returns the sysctl that switches io_uring off: 0 no, 1 for most users, 2 for everybody. */
    static int disabledBySysctl() {
        try {
            return Integer.parseInt(Files.readString(SYSCTL).strip());
        } catch (IOException | NumberFormatException e) {
            // Kernels before 6.6 have no such switch, and a sandbox may hide it: not known to be
            // off.
            return 0;
        }
    }
}
