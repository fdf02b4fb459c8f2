package weft;

/**
 * Lets coroutines go on together once a number of them has arrived, any number of times. For
 * coroutines of one loop. The asyncio counterpart is {@code asyncio.Barrier}.
 *
 * <pre>
 *   FILLING --last one arrives--> DRAINING --last one has left--> FILLING
 *      | reset, somebody waits
 *      +--> RESETTING --last one has left--> FILLING
 *   any --abort--> BROKEN --reset--> FILLING, or RESETTING until the last one has left
 * </pre>
 */
public final class Barrier {
    private enum State {
        FILLING,
        DRAINING,
        RESETTING,
        BROKEN
    }

    private final Condition changed = new Condition();
    private final int parties;
    private State state = State.FILLING;
    private int count;

    /**
     * Creates a barrier.
     *
     * @param parties how many have to arrive, at least 1
     */
    public Barrier(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException("barrier for " + parties + " parties: not above 0");
        }
        this.parties = parties;
    }

    /**
     * Suspends the calling coroutine until enough have arrived. One that comes while others are
     * leaving waits for these first. The asyncio counterpart is {@code wait}, a name that {@link
     * Object} has taken, and {@code async with barrier}.
     *
     * @return the order of arrival, from 0; every party gets another number
     * @throws BrokenBarrierError if the barrier is, or meanwhile was, aborted; or was reset while
     *     the coroutine waited
     * @throws CancelledError if the task is cancelled meanwhile; it is then one party less
     * @throws IllegalStateException outside a coroutine, or if others wait for it on another loop
     */
    public int await() {
        changed.acquire();
        try {
            changed.awaitFor(() -> state != State.DRAINING && state != State.RESETTING);
            if (state == State.BROKEN) {
                throw new BrokenBarrierError("the barrier was aborted: " + this);
            }
            int index = count;
            count++;
            try {
                if (index + 1 == parties) {
                    state = State.DRAINING;
                    changed.signalAll();
                } else {
                    awaitOthers();
                }
                return index;
            } finally {
                leave();
            }
        } finally {
            changed.release();
        }
    }

    private void awaitOthers() {
        changed.awaitFor(() -> state != State.FILLING);
        if (state == State.BROKEN || state == State.RESETTING) {
            throw new BrokenBarrierError("the barrier was aborted or reset: " + this);
        }
    }

    private void leave() {
        count--;
        if (count == 0) {
            if (state == State.RESETTING || state == State.DRAINING) {
                state = State.FILLING;
            }
            changed.signalAll();
        }
    }

    /**
     * Makes the barrier as new. Those that wait get a {@link BrokenBarrierError}. May suspend the
     * calling coroutine for a moment.
     *
     * @throws CancelledError if the task is cancelled meanwhile
     * @throws IllegalStateException outside a coroutine
     */
    public void reset() {
        changed.acquire();
        try {
            state = count > 0 ? State.RESETTING : State.FILLING;
            changed.signalAll();
        } finally {
            changed.release();
        }
    }

    /**
     * Breaks the barrier until {@link #reset}. Those that wait or come later get a {@link
     * BrokenBarrierError}. May suspend the calling coroutine for a moment.
     *
     * @throws CancelledError if the task is cancelled meanwhile
     * @throws IllegalStateException outside a coroutine
     */
    public void abort() {
        changed.acquire();
        try {
            state = State.BROKEN;
            changed.signalAll();
        } finally {
            changed.release();
        }
    }

    /**
     * Returns how many have to arrive.
     *
     * @return the number of parties
     */
    public int parties() {
        return parties;
    }

    /**
     * Returns how many wait for others to arrive.
     *
     * @return the number; 0 while they leave
     */
    public int nWaiting() {
        return state == State.FILLING ? count : 0;
    }

    /**
     * Tells whether the barrier was aborted.
     *
     * @return whether it is broken
     */
    public boolean broken() {
        return state == State.BROKEN;
    }

    @Override
    public String toString() {
        String name = state.name().toLowerCase(java.util.Locale.ROOT);
        return Descriptions.of(
                this, broken() ? name : name + ", waiters:" + nWaiting() + "/" + parties);
    }
}
