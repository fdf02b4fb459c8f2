package weft.iouring;

import weft.linux.Constants;
import weft.linux.Errno;

/**
 * A poll for readiness that reports once each time it is armed. Arming it again after each report
 * makes it level-triggered: the kernel looks at the state when it is armed.
 *
 * <p>At most one is in flight. What is wanted may change meanwhile: then the one in flight is
 * cancelled, and its completion arms the next.
 */
final class PollOnce {
    private final UringEndpoint<?> owner;
    private final int kind;
    private int wanted;
    private int armedFor;
    private boolean cancelling;

    PollOnce(UringEndpoint<?> owner, int kind) {
        this.owner = owner;
        this.kind = kind;
    }

    /** Wants the POLL events of a mask, or none. */
    void want(int mask) {
        wanted = mask;
        if (armedFor == 0) {
            rearm();
        } else if (mask != armedFor && !cancelling) {
            cancel();
        }
    }

    int wanted() {
        return wanted;
    }

    /** Arms it if something is wanted and it is not armed. */
    void rearm() {
        if (wanted != 0 && armedFor == 0) {
            armedFor = wanted;
            owner.submit(kind, Abi.IORING_OP_POLL_ADD, 0, 0, 0, wanted, 0);
        }
    }

    /** Cancels what is in flight, for good. */
    void stop() {
        wanted = 0;
        if (armedFor != 0 && !cancelling) {
            cancel();
        }
    }

    private void cancel() {
        cancelling = true;
        owner.cancel(kind);
    }

    /**
     * Takes note of the completion. A cancelled poll is armed again for what is wanted by now.
     *
     * @return the ready events among the wanted ones, where an error or a hang-up makes all of them
     *     ready; 0 if there is nothing to report; or a negated error number
     */
    int completed(int result) {
        armedFor = 0;
        cancelling = false;
        if (result == -Errno.ECANCELED || result == -Errno.EINTR) {
            rearm();
            return 0;
        }
        if (result < 0) {
            wanted = 0;
            return result;
        }
        boolean broken = (result & (Constants.POLLERR | Constants.POLLHUP)) != 0;
        int ready = broken ? wanted : result & wanted;
        if (ready == 0) {
            rearm();
        }
        return ready;
    }
}
