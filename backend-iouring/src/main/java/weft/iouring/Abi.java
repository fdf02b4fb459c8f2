package weft.iouring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import weft.linux.Structs;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/**
 * The io_uring constants and structures in use, under their C names, with the kernel version of
 * those that not every supported kernel has. A test compares them with the C headers.
 */
final class Abi {
    // io_uring_setup flags.
    static final int IORING_SETUP_CQSIZE = 1 << 3;
    static final int IORING_SETUP_CLAMP = 1 << 4;
    static final int IORING_SETUP_R_DISABLED = 1 << 6;
    static final int IORING_SETUP_SUBMIT_ALL = 1 << 7;
    static final int IORING_SETUP_COOP_TASKRUN = 1 << 8;
    static final int IORING_SETUP_TASKRUN_FLAG = 1 << 9;
    static final int IORING_SETUP_SINGLE_ISSUER = 1 << 12;
    static final int IORING_SETUP_DEFER_TASKRUN = 1 << 13; // 6.1
    static final int IORING_SETUP_NO_SQARRAY = 1 << 16; // 6.6

    // Features the kernel reports.
    static final int IORING_FEAT_SINGLE_MMAP = 1;
    static final int IORING_FEAT_NODROP = 1 << 1;
    static final int IORING_FEAT_SUBMIT_STABLE = 1 << 2;
    static final int IORING_FEAT_FAST_POLL = 1 << 5;
    static final int IORING_FEAT_EXT_ARG = 1 << 8;

    // Where the rings are mapped.
    static final long IORING_OFF_SQ_RING = 0;
    static final long IORING_OFF_SQES = 0x10000000L;

    // Bits of the submission ring's flags.
    static final int IORING_SQ_CQ_OVERFLOW = 1 << 1;
    static final int IORING_SQ_TASKRUN = 1 << 2;

    // io_uring_enter flags.
    static final int IORING_ENTER_GETEVENTS = 1;
    static final int IORING_ENTER_EXT_ARG = 1 << 3;

    // io_uring_register operations.
    static final int IORING_REGISTER_PROBE = 8;
    static final int IORING_REGISTER_ENABLE_RINGS = 12;
    static final int IORING_REGISTER_PBUF_RING = 22;
    static final int IORING_UNREGISTER_PBUF_RING = 23;
    static final int IO_URING_OP_SUPPORTED = 1;
    static final int IOU_PBUF_RING_INC = 2; // 6.12

    // Operations.
    static final int IORING_OP_NOP = 0;
    static final int IORING_OP_POLL_ADD = 6;
    static final int IORING_OP_SENDMSG = 9;
    static final int IORING_OP_RECVMSG = 10;
    static final int IORING_OP_ACCEPT = 13;
    static final int IORING_OP_ASYNC_CANCEL = 14;
    static final int IORING_OP_CONNECT = 16;
    static final int IORING_OP_CLOSE = 19;
    static final int IORING_OP_READ = 22;
    static final int IORING_OP_WRITE = 23;
    static final int IORING_OP_SEND = 26;
    static final int IORING_OP_RECV = 27;
    static final int IORING_OP_SHUTDOWN = 34;

    // Flags of submissions.
    static final int IOSQE_BUFFER_SELECT = 1 << 5;
    static final int IOSQE_CQE_SKIP_SUCCESS = 1 << 6;
    static final int IORING_ACCEPT_MULTISHOT = 1;
    static final int IORING_RECVSEND_POLL_FIRST = 1;
    static final int IORING_RECV_MULTISHOT = 1 << 1;
    static final int IORING_POLL_ADD_MULTI = 1;
    static final int IORING_ASYNC_CANCEL_ALL = 1;
    static final int IORING_ASYNC_CANCEL_ANY = 1 << 2;

    // Flags of completions.
    static final int IORING_CQE_F_BUFFER = 1;
    static final int IORING_CQE_F_MORE = 1 << 1;
    static final int IORING_CQE_F_BUF_MORE = 1 << 4; // 6.12
    static final int IORING_CQE_BUFFER_SHIFT = 16;

    static final StructLayout IO_SQRING_OFFSETS =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("head"),
                            JAVA_INT.withName("tail"),
                            JAVA_INT.withName("ring_mask"),
                            JAVA_INT.withName("ring_entries"),
                            JAVA_INT.withName("flags"),
                            JAVA_INT.withName("dropped"),
                            JAVA_INT.withName("array"),
                            MemoryLayout.paddingLayout(12))
                    .withName("io_sqring_offsets");

    static final StructLayout IO_CQRING_OFFSETS =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("head"),
                            JAVA_INT.withName("tail"),
                            JAVA_INT.withName("ring_mask"),
                            JAVA_INT.withName("ring_entries"),
                            JAVA_INT.withName("overflow"),
                            JAVA_INT.withName("cqes"),
                            MemoryLayout.paddingLayout(16))
                    .withName("io_cqring_offsets");

    static final StructLayout IO_URING_PARAMS =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("sq_entries"),
                            JAVA_INT.withName("cq_entries"),
                            JAVA_INT.withName("flags"),
                            MemoryLayout.paddingLayout(8),
                            JAVA_INT.withName("features"),
                            MemoryLayout.paddingLayout(16),
                            IO_SQRING_OFFSETS.withName("sq_off"),
                            IO_CQRING_OFFSETS.withName("cq_off"))
                    .withName("io_uring_params");

    static final StructLayout IO_URING_SQE =
            MemoryLayout.structLayout(
                            MemoryLayout.paddingLayout(1),
                            MemoryLayout.paddingLayout(1),
                            JAVA_SHORT.withName("ioprio"),
                            JAVA_INT.withName("fd"),
                            JAVA_LONG.withName("off"),
                            JAVA_LONG.withName("addr"),
                            JAVA_INT.withName("len"),
                            JAVA_INT.withName("msg_flags"),
                            JAVA_LONG.withName("user_data"),
                            JAVA_SHORT.withName("buf_group"),
                            JAVA_SHORT.withName("personality"),
                            JAVA_INT.withName("splice_fd_in"),
                            MemoryLayout.paddingLayout(16))
                    .withName("io_uring_sqe");

    static final StructLayout IO_URING_CQE =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("user_data"),
                            JAVA_INT.withName("res"),
                            JAVA_INT.withName("flags"))
                    .withName("io_uring_cqe");

    static final StructLayout IO_URING_GETEVENTS_ARG =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("sigmask"),
                            JAVA_INT.withName("sigmask_sz"),
                            MemoryLayout.paddingLayout(4),
                            JAVA_LONG.withName("ts"))
                    .withName("io_uring_getevents_arg");

    static final StructLayout KERNEL_TIMESPEC =
            MemoryLayout.structLayout(JAVA_LONG.withName("tv_sec"), JAVA_LONG.withName("tv_nsec"))
                    .withName("__kernel_timespec");

    static final StructLayout IO_URING_BUF_REG =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("ring_addr"),
                            JAVA_INT.withName("ring_entries"),
                            JAVA_SHORT.withName("bgid"),
                            // Called "pad" before 6.4 gave it a meaning.
                            JAVA_SHORT.withName("flags"),
                            MemoryLayout.paddingLayout(24))
                    .withName("io_uring_buf_reg");

    static final StructLayout IO_URING_BUF =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("addr"),
                            JAVA_INT.withName("len"),
                            JAVA_SHORT.withName("bid"),
                            // The ring's tail lies in the first entry's unused field.
                            JAVA_SHORT.withName("resv"))
                    .withName("io_uring_buf");

    static final StructLayout IO_URING_PROBE =
            MemoryLayout.structLayout(
                            MemoryLayout.paddingLayout(1),
                            JAVA_BYTE.withName("ops_len"),
                            MemoryLayout.paddingLayout(14))
                    .withName("io_uring_probe");

    static final int PROBE_OP_BYTES = 8;

    static {
        Structs.requireSize(IO_SQRING_OFFSETS, 40);
        Structs.requireSize(IO_CQRING_OFFSETS, 40);
        Structs.requireSize(IO_URING_PARAMS, 120);
        Structs.requireSize(IO_URING_SQE, 64);
        Structs.requireSize(IO_URING_CQE, 16);
        Structs.requireSize(IO_URING_GETEVENTS_ARG, 24);
        Structs.requireSize(KERNEL_TIMESPEC, 16);
        Structs.requireSize(IO_URING_BUF_REG, 40);
        Structs.requireSize(IO_URING_BUF, 16);
        Structs.requireSize(IO_URING_PROBE, 16);
    }

    private Abi() {}
}
