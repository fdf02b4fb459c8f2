package weft;

import org.jspecify.annotations.Nullable;

import java.util.function.BooleanSupplier;

/**
 * Lets coroutines wait, under a {@link Lock}, until another one has changed something. For
 * coroutines of one loop. The asyncio counterpart is {@code asyncio.Condition}; since {@link
 * Object} has taken the names {@code wait}, {@code notify} and {@code notifyAll}, the methods are
 * called as in {@link java.util.concurrent.locks.Condition}.
 *
 * {@snippet :
 * try (var held = condition.hold()) {
 *     condition.awaitFor(() -> !inbox.isEmpty());
 *     handle(inbox.remove());
 * }
 * }
 */
public final class Condition {
    private final Lock lock;
    private final WaiterList waiters = new WaiterList(new LoopBinding(this));

    /** Creates a condition with a lock of its own. */
    public Condition() {
        this(new Lock());
    }

    /**
     * Creates a condition.
     *
     * @param lock the lock, which several conditions may share
     */
    public Condition(Lock lock) {
        this.lock = lock;
    }

    /**
     * Takes the lock. See {@link Lock#acquire}.
     *
     * @throws CancelledError if the task is cancelled meanwhile
     * @throws IllegalStateException outside a coroutine, or if others wait for it on another loop
     */
    public void acquire() {
        lock.acquire();
    }

    /**
     * Takes the lock, for try-with-resources.
     *
     * @return what releases it
     * @throws CancelledError if the task is cancelled meanwhile
     * @throws IllegalStateException as {@link #acquire}
     */
    public Guard hold() {
        return lock.hold();
    }

    /**
     * Frees the lock. See {@link Lock#release}.
     *
     * @throws IllegalStateException if the lock is not held
     */
    public void release() {
        lock.release();
    }

    /**
     * Tells whether the lock is held.
     *
     * @return whether somebody holds it
     */
    public boolean locked() {
        return lock.locked();
    }

    /**
     * Frees the lock, suspends the calling coroutine until it is signalled, and takes the lock
     * again, also when it is cancelled. May return without a signal: check in a loop what is waited
     * for, or use {@link #awaitFor}. The asyncio counterpart is {@code wait}.
     *
     * @throws CancelledError if the task is cancelled meanwhile; the lock is held and a signal that
     *     came is passed on
     * @throws IllegalStateException if the lock is not held, outside a coroutine, or if others wait
     *     for it on another loop
     */
    public void await() {
        Task<?> task = Asyncio.requireTask("Condition.await");
        requireLocked("wait on");
        Waiter turn = waiters.add(task);
        lock.release();
        try {
            try {
                turn.await();
            } finally {
                waiters.remove(turn);
                reacquire();
            }
        } catch (Throwable e) {
            // Maybe it was woken, but will not look at what woke it: another one shall.
            waiters.wake(1);
            throw e;
        }
    }

    private void reacquire() {
        @Nullable CancelledError cancelled = null;
        while (true) {
            try {
                lock.acquire();
                break;
            } catch (CancelledError e) {
                cancelled = e;
            }
        }
        if (cancelled != null) {
            throw cancelled;
        }
    }

    /**
     * Waits as {@link #await} does until something is true. The asyncio counterpart is {@code
     * wait_for}.
     *
     * @param predicate what has to be true, called with the lock held; without waiting if it is
     *     true at once
     * @throws CancelledError if the task is cancelled meanwhile; the lock is held
     * @throws IllegalStateException as {@link #await}
     */
    public void awaitFor(BooleanSupplier predicate) {
        while (!predicate.getAsBoolean()) {
            await();
        }
    }

    /**
     * Wakes one that waits. It goes on when the lock is released. The asyncio counterpart is {@code
     * notify}.
     *
     * @throws IllegalStateException if the lock is not held
     */
    public void signal() {
        signal(1);
    }

    /**
     * Wakes some of those that wait, first come first.
     *
     * @param count how many at most
     * @throws IllegalStateException if the lock is not held
     */
    public void signal(int count) {
        requireLocked("signal");
        waiters.wake(count);
    }

    /**
     * Wakes all that wait. The asyncio counterpart is {@code notify_all}.
     *
     * @throws IllegalStateException if the lock is not held
     */
    public void signalAll() {
        signal(Integer.MAX_VALUE);
    }

    private void requireLocked(String what) {
        if (!lock.locked()) {
            throw new IllegalStateException(
                    "cannot " + what + " a condition whose lock is not held");
        }
    }

    @Override
    public String toString() {
        return Descriptions.of(this, lock.locked() ? "locked" : "unlocked", waiters);
    }
}
