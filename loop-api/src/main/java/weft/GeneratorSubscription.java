package weft;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * One subscriber's generator, in a task of its own. Only the task signals, so that signals never
 * overlap; the subscriber requests and cancels from any thread.
 */
final class GeneratorSubscription<T> implements Flow.Subscription {
    private final AbstractEventLoop loop;
    private final Supplier<? extends Generator<? extends T, ?, ?>> source;
    private final AtomicLong demand = new AtomicLong();
    private volatile boolean cancelled;
    private volatile @Nullable Throwable misuse;

    // Null once cancelled, so that the subscriber can be collected.
    private volatile Flow.@Nullable Subscriber<? super T> subscriber;

    // On the loop only.
    private @Nullable Task<Void> task;
    private @Nullable Future<Void> wakeup;
    private boolean closing;

    GeneratorSubscription(
            AbstractEventLoop loop,
            Supplier<? extends Generator<? extends T, ?, ?>> source,
            Flow.Subscriber<? super T> subscriber) {
        this.loop = loop;
        this.source = source;
        this.subscriber = Objects.requireNonNull(subscriber, "subscriber");
    }

    /** Starts the task. Any thread. */
    void start() {
        try {
            loop.callSoonThreadsafe(() -> task = loop.createTask((VoidCoroutine) this::run));
        } catch (IllegalStateException closed) {
            Flow.Subscriber<? super T> refused = subscriber;
            if (refused != null) {
                refused.onSubscribe(this);
                refused.onError(closed);
            }
        }
    }

    // The subscriber's side

    @Override
    public void request(long count) {
        if (count <= 0) {
            misuse = new IllegalArgumentException("requested " + count + " items, not at least 1");
        } else {
            demand.getAndUpdate(before -> before + count < 0 ? Long.MAX_VALUE : before + count);
        }
        onLoop(this::wakeOnLoop);
    }

    @Override
    public void cancel() {
        if (!cancelled) {
            cancelled = true;
            subscriber = null;
            onLoop(this::cancelOnLoop);
        }
    }

    private void onLoop(Runnable action) {
        try {
            loop.callSoonThreadsafe(action);
        } catch (IllegalStateException closed) {
            cancelled = true; // the task has ended with its loop
            subscriber = null;
        }
    }

    private void wakeOnLoop() {
        Future<Void> future = wakeup;
        if (future != null && !future.done()) {
            future.setResult(null);
        }
    }

    private void cancelOnLoop() {
        Task<Void> running = task;
        if (wakeup != null) {
            wakeOnLoop();
        } else if (running != null && !closing) {
            running.cancel(); // the generator awaits something
        }
    }

    // The task's side

    private void run() {
        Flow.Subscriber<? super T> first = subscriber;
        if (first == null) {
            return;
        }
        first.onSubscribe(this);
        try {
            publish();
            end(null);
        } catch (CancelledError e) {
            if (!cancelled) {
                end(e); // not by the subscriber, who has to hear of it
                throw e;
            }
        } catch (SubscriberFailure e) {
            cancelled = true; // against the rules; they say to drop it
            loop.callExceptionHandler(
                    new ExceptionContext("a subscriber of a generator failed")
                            .with("exception", e.problem));
        } catch (Throwable e) {
            end(e);
        } finally {
            subscriber = null;
        }
    }

    private void publish() {
        try (Generator<? extends T, ?, ?> generator = source.get()) {
            while (awaitDemand() && generator.advance(null, null)) {
                T item = generator.takeValue();
                signal(Objects.requireNonNull(item, "the generator yielded null"));
            }
            closing = true; // what the body does in the end is not to be cancelled
        }
    }

    /** Waits until an item is requested. False if none will be. */
    private boolean awaitDemand() {
        while (!cancelled) {
            throwMisuse();
            if (demand.get() > 0) {
                return true;
            }
            Future<Void> future = loop.createFuture();
            wakeup = future;
            try {
                future.await();
            } finally {
                wakeup = null;
            }
        }
        return false;
    }

    private void throwMisuse() {
        Throwable problem = misuse;
        if (problem != null) {
            throw Future.<RuntimeException>asUnchecked(problem);
        }
    }

    private void signal(T item) {
        demand.getAndUpdate(left -> left == Long.MAX_VALUE ? left : left - 1);
        Flow.Subscriber<? super T> receiver = subscriber;
        if (receiver == null) {
            return;
        }
        try {
            receiver.onNext(item);
        } catch (Throwable e) {
            throw new SubscriberFailure(e);
        }
    }

    private void end(@Nullable Throwable problem) {
        Flow.Subscriber<? super T> receiver = subscriber;
        if (cancelled || receiver == null) {
            return;
        }
        cancelled = true; // what is requested later means nothing
        if (problem == null) {
            receiver.onComplete();
        } else {
            receiver.onError(problem);
        }
    }

    /** Carries what a subscriber threw, against the rules, past the generator's own failures. */
    private static final class SubscriberFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final transient Throwable problem;

        SubscriberFailure(Throwable problem) {
            super(problem);
            this.problem = problem;
        }
    }
}
