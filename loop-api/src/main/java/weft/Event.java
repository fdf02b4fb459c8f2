package weft;

/**
 * A flag that coroutines can wait for. For coroutines and callbacks of one loop. The asyncio
 * counterpart is {@code asyncio.Event}.
 */
public final class Event {
    private final WaiterList waiters = new WaiterList(new LoopBinding(this));
    private boolean isSet;

    /** Creates an event that is not set. */
    public Event() {}

    /**
     * Tells whether the flag is set.
     *
     * @return whether {@link #await} would return at once
     */
    public boolean isSet() {
        return isSet;
    }

    /** Sets the flag and wakes all that wait, also if it is cleared before they run. */
    public void set() {
        if (!isSet) {
            isSet = true;
            waiters.wake(Integer.MAX_VALUE);
        }
    }

    /** Clears the flag. */
    public void clear() {
        isSet = false;
    }

    /**
     * Suspends the calling coroutine until the flag is set. Without suspension if it is set
     * already. The asyncio counterpart is {@code wait}, a name that {@link Object} has taken.
     *
     * @throws CancelledError if the task is cancelled meanwhile
     * @throws IllegalStateException outside a coroutine, or if others wait for it on another loop
     */
    public void await() {
        Task<?> task = Asyncio.requireTask("Event.await");
        if (isSet) {
            return;
        }
        Waiter turn = waiters.add(task);
        try {
            turn.await();
        } finally {
            waiters.remove(turn);
        }
    }

    @Override
    public String toString() {
        return Descriptions.of(this, isSet ? "set" : "unset", waiters);
    }
}
