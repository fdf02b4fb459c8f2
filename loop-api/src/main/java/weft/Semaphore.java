package weft;

/**
 * Lets a number of coroutines at a time pass, first come first. For coroutines and callbacks of one
 * loop. The asyncio counterpart is {@code asyncio.Semaphore}.
 */
public sealed class Semaphore permits BoundedSemaphore {
    private final WaiterList waiters = new WaiterList(new LoopBinding(this));
    private int value;

    /** Creates a semaphore for one at a time. */
    public Semaphore() {
        this(1);
    }

    /**
     * Creates a semaphore.
     *
     * @param value how many may pass now, not negative
     */
    public Semaphore(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("semaphore value " + value + " is negative");
        }
        this.value = value;
    }

    /**
     * Tells whether {@link #acquire} would have to wait.
     *
     * @return whether nobody may pass, or others are first
     */
    public final boolean locked() {
        return value == 0 || !waiters.allCancelled();
    }

    /**
     * Passes, and suspends the calling coroutine until it may and all that came before have passed.
     *
     * @throws CancelledError if the task is cancelled meanwhile; the turn passes to the next
     * @throws IllegalStateException outside a coroutine, or if others wait for it on another loop
     */
    public final void acquire() {
        Task<?> task = Asyncio.requireTask("Semaphore.acquire");
        if (!locked()) {
            value--;
            return;
        }
        Waiter turn = waiters.add(task);
        try {
            try {
                turn.await();
            } finally {
                waiters.remove(turn);
            }
        } catch (CancelledError e) {
            if (turn.done() && !turn.cancelled()) {
                value++; // it was woken, and is not going to pass
            }
            throw e;
        } finally {
            wakeAllowed();
        }
    }

    /**
     * Passes as {@link #acquire} does, for try-with-resources.
     *
     * @return what releases it
     * @throws CancelledError if the task is cancelled meanwhile
     * @throws IllegalStateException as {@link #acquire}
     */
    public final Guard hold() {
        acquire();
        return new Guard(this::release);
    }

    /** Lets one more pass and wakes the first that waits. Does not suspend. */
    public void release() {
        value++;
        wakeNext();
    }

    /** Returns how many may pass now. */
    final int value() {
        return value;
    }

    /** Wakes those that came while others were first. */
    private void wakeAllowed() {
        boolean woken = true;
        while (value > 0 && woken) {
            woken = wakeNext();
        }
    }

    private boolean wakeNext() {
        Waiter next = waiters.firstPending();
        if (next == null) {
            return false;
        }
        value--; // on the waiter's behalf, so that nobody comes between
        next.setResult(null);
        return true;
    }

    @Override
    public String toString() {
        return Descriptions.of(this, locked() ? "locked" : "unlocked, value:" + value, waiters);
    }
}
