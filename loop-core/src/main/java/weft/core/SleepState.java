package weft.core;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Says whether a loop sleeps, so that a thread that pushed into its inbox knows whether to wake it.
 *
 * <pre>
 *   AWAKE --fallAsleep--> ASLEEP --claimWakeup--> WOKEN
 *     ^                     |                       |
 *     +------ awaken -------+-----------------------+
 * </pre>
 *
 * <p>The loop says that it sleeps and looks into the inbox then; the other thread pushes and looks
 * whether the loop sleeps then. Both write first and read afterwards, sequentially consistent, so
 * that at least one of them notices the other: no wake-up is lost. Of several threads one only
 * leaves ASLEEP for WOKEN: there is at most one wake-up call for each sleep.
 */
final class SleepState {
    private static final int AWAKE = 0;
    private static final int ASLEEP = 1;
    private static final int WOKEN = 2;

    private final AtomicInteger state = new AtomicInteger(AWAKE);

    /**
     * Announces that the loop is about to sleep. Loop thread.
     *
     * @return whether it may; if not, something has come into the inbox meanwhile
     */
    boolean fallAsleep(Inbox inbox) {
        state.set(ASLEEP);
        return inbox.isEmpty();
    }

    /**
     * Takes the announcement back. Loop thread. A thread may still see the old state and wake the
     * loop in vain; the next {@link #fallAsleep} puts that right, so a full fence is not paid for.
     */
    void awaken() {
        state.setRelease(AWAKE);
    }

    /** Tells whether the caller has to wake the loop, having pushed the first entry. Any thread. */
    boolean claimWakeup() {
        return state.get() == ASLEEP && state.compareAndSet(ASLEEP, WOKEN);
    }
}
