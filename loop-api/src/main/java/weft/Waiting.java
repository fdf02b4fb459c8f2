package weft;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** One call of {@code wait}: counts the futures that become done. */
final class Waiting implements Consumer<Future<?>>, Awaiter {
    private final ReturnWhen returnWhen;
    private final Future<@Nullable Void> enough;
    private int unfinished;

    private Waiting(Future<@Nullable Void> enough, int unfinished, ReturnWhen returnWhen) {
        this.enough = enough;
        this.unfinished = unfinished;
        this.returnWhen = returnWhen;
    }

    static <F extends Future<?>> WaitResult<F> run(
            Collection<? extends F> futures, @Nullable Duration timeout, ReturnWhen returnWhen) {
        AbstractEventLoop loop = Asyncio.requireTask("wait").getLoop();
        Set<F> all = new LinkedHashSet<>(futures);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("wait needs a future to wait for");
        }
        for (F each : all) {
            if (each.getLoop() != loop) {
                throw new IllegalArgumentException(
                        "the future belongs to a different loop: " + each);
            }
        }
        Future<@Nullable Void> enough = loop.createFuture();
        Waiting waiting = new Waiting(enough, all.size(), returnWhen);
        TimerHandle timer = timeout == null ? null : loop.callLater(timeout, () -> release(enough));
        Context context = Context.copyContext();
        for (F each : all) {
            each.addDoneCallback(waiting, context);
        }
        try {
            enough.await();
        } finally {
            if (timer != null) {
                timer.cancel();
            }
            for (F each : all) {
                each.removeDoneCallback(waiting);
            }
        }
        return split(all);
    }

    private static <F extends Future<?>> WaitResult<F> split(Set<F> all) {
        Set<F> done = new LinkedHashSet<>();
        Set<F> pending = new LinkedHashSet<>();
        for (F each : all) {
            (each.done() ? done : pending).add(each);
        }
        return new WaitResult<>(done, pending);
    }

    @Override
    public Future<?> awaiter() {
        return enough;
    }

    @Override
    public void accept(Future<?> future) {
        unfinished--;
        if (unfinished <= 0
                || returnWhen == ReturnWhen.FIRST_COMPLETED
                || (returnWhen == ReturnWhen.FIRST_EXCEPTION && hasFailed(future))) {
            release(enough);
        }
    }

    private static boolean hasFailed(Future<?> future) {
        return !future.cancelled() && future.exception() != null;
    }

    private static void release(Future<@Nullable Void> waiter) {
        if (!waiter.done()) {
            waiter.setResult(null);
        }
    }

    /** Waits for an awaitable, and cancels it after a time. */
    static <T extends @Nullable Object> T waitFor(
            Awaitable<T> awaitable, @Nullable Duration timeout) {
        Task<?> task = Asyncio.requireTask("waitFor");
        if (timeout != null && (timeout.isZero() || timeout.isNegative())) {
            return pollOrCancel(Futures.ensure(awaitable, task.getLoop()));
        }
        return Asyncio.timeout(timeout).run(() -> awaitHere(awaitable));
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // an awaitable of Void has no value but null
    private static <T extends @Nullable Object> T awaitHere(Awaitable<T> awaitable)
            throws Exception {
        return switch (awaitable) {
            case Future<T> future -> future.await();
            case Coroutine<T> coroutine -> coroutine.run();
            case VoidCoroutine coroutine -> {
                coroutine.run();
                yield null;
            }
        };
    }

    private static <T extends @Nullable Object> T pollOrCancel(Future<T> future) {
        if (future.done()) {
            return future.result();
        }
        cancelAndWait(future);
        try {
            return future.result();
        } catch (CancelledError e) {
            throw new TimeoutError(null, e);
        }
    }

    private static void cancelAndWait(Future<?> future) {
        Future<@Nullable Void> over = future.getLoop().createFuture();
        Consumer<Future<?>> release = done -> release(over);
        future.addDoneCallback(release);
        try {
            future.cancel();
            over.await(); // not the future itself, so that this wait can be cancelled
        } finally {
            future.removeDoneCallback(release);
        }
    }
}
