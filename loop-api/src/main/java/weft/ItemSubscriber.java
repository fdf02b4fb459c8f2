package weft;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Brings the items of a publisher to a coroutine. Signals come on any thread, one after the other;
 * the coroutine takes them on the loop.
 *
 * <p>The coroutine says that it waits before it looks once more whether there is something; a
 * signal is stored before it looks whether the coroutine waits. One of the two notices.
 */
final class ItemSubscriber<T> implements Flow.Subscriber<T> {
    private final AbstractEventLoop loop;
    private final int bufferSize;
    private final Queue<T> items = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean waiting = new AtomicBoolean();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile @Nullable Throwable error;
    private volatile boolean ended;
    private volatile boolean cancelled;

    // The coroutine's own.
    private int taken;
    private @Nullable Future<Void> wakeup;

    ItemSubscriber(AbstractEventLoop loop, int bufferSize) {
        this.loop = loop;
        this.bufferSize = bufferSize;
    }

    // The publisher's side

    @Override
    public void onSubscribe(Flow.Subscription offered) {
        Objects.requireNonNull(offered, "subscription");
        if (subscription != null) {
            offered.cancel(); // one subscription is enough, say the rules
            return;
        }
        subscription = offered;
        if (cancelled) {
            offered.cancel();
        } else {
            offered.request(bufferSize);
        }
    }

    @Override
    public void onNext(T item) {
        Objects.requireNonNull(item, "item");
        if (!cancelled) {
            items.add(item);
            wake();
        }
    }

    @Override
    public void onError(Throwable problem) {
        error = Objects.requireNonNull(problem, "error");
        ended = true;
        wake();
    }

    @Override
    public void onComplete() {
        ended = true;
        wake();
    }

    private void wake() {
        if (!waiting.compareAndSet(true, false)) {
            return;
        }
        try {
            loop.callSoonThreadsafe(this::wakeOnLoop);
        } catch (IllegalStateException closed) {
            cancel(); // the coroutine is gone with its loop
        }
    }

    private void wakeOnLoop() {
        Future<Void> future = wakeup;
        if (future != null && !future.done()) {
            future.setResult(null);
        }
    }

    // The coroutine's side

    /** Waits for the next item. Returns null at the end, and throws the publisher's error. */
    @Nullable T take() {
        while (true) {
            boolean last = ended; // before looking: the items are added before the end
            T item = items.poll();
            if (item != null) {
                requestMore();
                return item;
            }
            if (last) {
                throwError();
                return null;
            }
            awaitSignal();
        }
    }

    private void throwError() {
        Throwable problem = error;
        if (problem != null) {
            throw Future.<RuntimeException>asUnchecked(problem);
        }
    }

    /** Requests the next batch when half of the last one is consumed. */
    private void requestMore() {
        taken++;
        int batch = (bufferSize + 1) / 2;
        Flow.Subscription current = subscription;
        if (taken >= batch && !ended && current != null) {
            taken = 0;
            current.request(batch);
        }
    }

    private void awaitSignal() {
        Future<Void> future = loop.createFuture();
        wakeup = future;
        waiting.set(true);
        if (!items.isEmpty() || ended) {
            waiting.set(false);
            wakeup = null;
            return;
        }
        try {
            future.await();
        } finally {
            waiting.set(false);
            wakeup = null;
        }
    }

    /** Ends the subscription, unless the publisher has. Any thread. */
    void cancel() {
        cancelled = true;
        Flow.Subscription current = subscription;
        if (current != null && !ended) {
            current.cancel();
        }
        items.clear();
    }
}
