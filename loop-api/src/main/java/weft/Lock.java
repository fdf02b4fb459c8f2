package weft;

/**
 * Lets one coroutine at a time pass, first come first. Not owned by a task: whoever likes may
 * release it. For coroutines of one loop; it is no lock between threads. The asyncio counterpart is
 * {@code asyncio.Lock}.
 */
public final class Lock {
    private final WaiterList waiters = new WaiterList(new LoopBinding(this));
    private boolean locked;

    /** Creates an unlocked lock. */
    public Lock() {}

    /**
     * Tells whether the lock is held.
     *
     * @return whether somebody holds it
     */
    public boolean locked() {
        return locked;
    }

    /**
     * Takes the lock, and suspends the calling coroutine until it is free and all that came before
     * have had it.
     *
     * @throws CancelledError if the task is cancelled meanwhile; the turn passes to the next
     * @throws IllegalStateException outside a coroutine, or if others wait for it on another loop
     */
    public void acquire() {
        Task<?> task = Asyncio.requireTask("Lock.acquire");
        if (!locked && waiters.allCancelled()) {
            locked = true;
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
            if (!locked) {
                wakeFirst(); // the turn may have been ours
            }
            throw e;
        }
        locked = true;
    }

    /**
     * Takes the lock as {@link #acquire} does, for try-with-resources.
     *
     * @return what releases it
     * @throws CancelledError if the task is cancelled meanwhile
     * @throws IllegalStateException as {@link #acquire}
     */
    public Guard hold() {
        acquire();
        return new Guard(this::release);
    }

    /**
     * Frees the lock and wakes the first that waits. Does not suspend.
     *
     * @throws IllegalStateException if the lock is not held
     */
    public void release() {
        if (!locked) {
            throw new IllegalStateException("the lock is not acquired: " + this);
        }
        locked = false;
        wakeFirst();
    }

    private void wakeFirst() {
        Waiter first = waiters.first();
        if (first != null && !first.done()) {
            first.setResult(null);
        }
    }

    @Override
    public String toString() {
        return Descriptions.of(this, locked ? "locked" : "unlocked", waiters);
    }
}
