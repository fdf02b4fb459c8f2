package weft;

import org.jspecify.annotations.Nullable;

/**
 * Passes items between coroutines, first in first out. For one loop; the methods that do not wait
 * may also be called by its callbacks. The asyncio counterpart is {@code asyncio.Queue}.
 *
 * @param <E> the type of the items, null included if the type allows it
 */
public sealed class Queue<E extends @Nullable Object> permits LifoQueue, PriorityQueue {
    private final int maxsize;
    private final QueueStore<E> items;
    private final LoopBinding binding = new LoopBinding(this);
    private final WaiterList getters = new WaiterList(binding);
    private final WaiterList putters = new WaiterList(binding);
    private final Event finished = new Event();
    private int unfinishedTasks;
    private boolean isShutDown;

    /** Creates a queue without a bound. */
    public Queue() {
        this(0);
    }

    /**
     * Creates a queue.
     *
     * @param maxsize how many items it holds at most; zero or less for any number
     */
    public Queue(int maxsize) {
        this(maxsize, new ItemBuffer<>(false));
    }

    Queue(int maxsize, QueueStore<E> items) {
        this.maxsize = maxsize;
        this.items = items;
        finished.set();
    }

    /**
     * Adds an item, and suspends the calling coroutine while the queue is full.
     *
     * @param item the item
     * @throws QueueShutDown if the queue is, or meanwhile was, shut down
     * @throws CancelledError if the task is cancelled meanwhile; the item is not added
     * @throws IllegalStateException outside a coroutine, or if others wait for it on another loop
     */
    public final void put(E item) {
        Task<?> task = Asyncio.requireTask("Queue.put");
        while (full() && !isShutDown) {
            Waiter turn = putters.add(task);
            try {
                turn.await();
            } catch (Throwable e) {
                turn.cancel();
                putters.remove(turn);
                if (!full() && !turn.cancelled()) {
                    putters.removeAndWakeNext(); // the room made for this one is another's now
                }
                throw e;
            }
        }
        putNowait(item);
    }

    /**
     * Adds an item at once.
     *
     * @param item the item
     * @throws QueueFull if there is no room
     * @throws QueueShutDown if the queue was shut down
     */
    public final void putNowait(E item) {
        if (isShutDown) {
            throw new QueueShutDown("cannot put: the queue was shut down");
        }
        if (full()) {
            throw new QueueFull("cannot put: the queue holds " + maxsize + " items");
        }
        items.add(item);
        unfinishedTasks++;
        finished.clear();
        getters.removeAndWakeNext();
    }

    /**
     * Removes and returns the next item, and suspends the calling coroutine while there is none.
     *
     * @return the item
     * @throws QueueShutDown if the queue is empty and is, or meanwhile was, shut down
     * @throws CancelledError if the task is cancelled meanwhile; no item is lost
     * @throws IllegalStateException outside a coroutine, or if others wait for it on another loop
     */
    public final E get() {
        Task<?> task = Asyncio.requireTask("Queue.get");
        while (empty() && !isShutDown) {
            Waiter turn = getters.add(task);
            try {
                turn.await();
            } catch (Throwable e) {
                turn.cancel();
                getters.remove(turn);
                if (!empty() && !turn.cancelled()) {
                    getters.removeAndWakeNext(); // the item meant for this one is another's now
                }
                throw e;
            }
        }
        return getNowait();
    }

    /**
     * Removes and returns the next item at once.
     *
     * @return the item
     * @throws QueueEmpty if there is none
     * @throws QueueShutDown if there is none and the queue was shut down
     */
    public final E getNowait() {
        if (empty()) {
            if (isShutDown) {
                throw new QueueShutDown("cannot get: the queue was shut down");
            }
            throw new QueueEmpty("cannot get: the queue is empty");
        }
        E item = items.remove();
        putters.removeAndWakeNext();
        return item;
    }

    /**
     * Says that the work on an item is done. Call it once for every item got, if somebody {@link
     * #join}s.
     *
     * @throws IllegalStateException if called more often than there were items
     */
    public final void taskDone() {
        if (unfinishedTasks <= 0) {
            throw new IllegalStateException("taskDone called too many times: " + this);
        }
        unfinishedTasks--;
        if (unfinishedTasks == 0) {
            finished.set();
        }
    }

    /**
     * Suspends the calling coroutine until {@link #taskDone} was called for every item that was
     * put. Without suspension if that is so already.
     *
     * @throws CancelledError if the task is cancelled meanwhile
     * @throws IllegalStateException outside a coroutine
     */
    public final void join() {
        finished.await();
    }

    /** Refuses further items. Items that are left can still be got. Wakes all that wait. */
    public final void shutdown() {
        shutdown(false);
    }

    /**
     * Refuses further items, and wakes all that wait.
     *
     * @param immediate whether to drop the items that are left, each as if its work was done; else
     *     they can still be got
     */
    public final void shutdown(boolean immediate) {
        isShutDown = true;
        if (immediate) {
            while (!empty()) {
                items.remove();
                if (unfinishedTasks > 0) {
                    unfinishedTasks--;
                }
            }
            if (unfinishedTasks == 0) {
                finished.set();
            }
        }
        getters.removeAndWakeAll();
        putters.removeAndWakeAll();
    }

    /**
     * Returns how many items are there.
     *
     * @return the number
     */
    public final int qsize() {
        return items.size();
    }

    /**
     * Returns how many items there may be.
     *
     * @return what was given to the constructor
     */
    public final int maxsize() {
        return maxsize;
    }

    /**
     * Tells whether there is no item.
     *
     * @return whether {@link #get} would wait
     */
    public final boolean empty() {
        return items.size() == 0;
    }

    /**
     * Tells whether there is no room. Never so without a bound.
     *
     * @return whether {@link #put} would wait
     */
    public final boolean full() {
        return maxsize > 0 && items.size() >= maxsize;
    }

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder("<")
                        .append(getClass().getSimpleName())
                        .append(" maxsize=")
                        .append(maxsize);
        if (!empty()) {
            text.append(" _queue=").append(items);
        }
        if (!getters.isEmpty()) {
            text.append(" _getters[").append(getters.size()).append(']');
        }
        if (!putters.isEmpty()) {
            text.append(" _putters[").append(putters.size()).append(']');
        }
        if (unfinishedTasks > 0) {
            text.append(" tasks=").append(unfinishedTasks);
        }
        return text.append(isShutDown ? " shutdown>" : ">").toString();
    }
}
