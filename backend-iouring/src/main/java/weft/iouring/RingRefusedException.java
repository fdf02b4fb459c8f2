package weft.iouring;

import weft.linux.Errno;

import java.io.IOException;
import java.io.Serial;

/** Says why the kernel refuses an io_uring, and what helps. */
final class RingRefusedException extends IOException {
    @Serial private static final long serialVersionUID = 1;

    private final String remedy;
    private final boolean shortage;

    RingRefusedException(String reason, String remedy) {
        this(reason, remedy, false);
    }

    private RingRefusedException(String reason, String remedy, boolean shortage) {
        super(reason);
        this.remedy = remedy;
        this.shortage = shortage;
    }

    /** Explains an error number. */
    static RingRefusedException of(int errno, String operation) {
        String reason = Errno.message(errno, operation, null);
        return switch (errno) {
            case Errno.ENOSYS ->
                    new RingRefusedException(
                            "this kernel has no io_uring (" + Errno.name(errno) + ")",
                            "run Linux 6.0 or later, built with CONFIG_IO_URING; in a container or"
                                    + " sandbox, allow the system calls 425 to 427");
            case Errno.EPERM, Errno.EACCES -> permission(errno);
            case Errno.ENOMEM ->
                    new RingRefusedException(
                            reason,
                            "raise the limit of locked memory (ulimit -l; LimitMEMLOCK= under"
                                    + " systemd) or the container's memory limit",
                            true);
            case Errno.EINVAL ->
                    new RingRefusedException(
                            "this kernel's io_uring is too old for the set-up in use ("
                                    + Errno.name(errno)
                                    + ")",
                            "run Linux 6.0 or later");
            case Errno.EMFILE, Errno.ENFILE ->
                    new RingRefusedException(
                            reason, "raise the limit of open files (ulimit -n)", true);
            default ->
                    new RingRefusedException(
                            reason, "look at the kernel's log", Errno.isExhaustion(errno));
        };
    }

    private static RingRefusedException permission(int errno) {
        int disabled = Setup.disabledBySysctl();
        if (disabled > 0) {
            return new RingRefusedException(
                    "io_uring is switched off by kernel.io_uring_disabled=" + disabled,
                    "set it to 0 with sysctl -w kernel.io_uring_disabled=0"
                            + (disabled == 1
                                    ? ", or join the group of kernel.io_uring_group"
                                    : ""));
        }
        return new RingRefusedException(
                "the process may not use io_uring (" + Errno.name(errno) + ", seccomp or LSM)",
                "allow io_uring_setup, io_uring_enter and io_uring_register in the container's"
                        + " seccomp profile");
    }

    String remedy() {
        return remedy;
    }

    /** Tells whether descriptors or memory ran out, so that a later attempt may succeed. */
    boolean isShortage() {
        return shortage;
    }
}
