package weft;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;

/**
 * The future that {@code gather} returns. Cancelling it cancels the children and does not end it:
 * it ends when they have.
 */
final class Gathering<T extends @Nullable Object> extends Future<List<T>>
        implements Consumer<Future<?>>, Awaiter {
    private final boolean returnExceptions;
    private final Context context = Context.copyContext();

    // In the order of the arguments; one that was given twice is there twice.
    private final List<Future<? extends T>> children;
    private int unfinished;
    private boolean complete;
    private boolean cancelRequested;
    private @Nullable String cancelMessage;

    private Gathering(AbstractEventLoop loop, int size, boolean returnExceptions) {
        super(loop);
        this.children = new ArrayList<>(size);
        this.returnExceptions = returnExceptions;
    }

    static <T extends @Nullable Object> Future<List<T>> of(
            Collection<? extends Awaitable<? extends T>> awaitables, boolean returnExceptions) {
        Gathering<T> gathering = null;
        IdentityHashMap<Awaitable<?>, Future<? extends T>> seen =
                new IdentityHashMap<>(awaitables.size());
        List<Future<?>> alreadyDone = new ArrayList<>(0);
        for (Awaitable<? extends T> each : awaitables) {
            Future<? extends T> child = seen.get(each);
            boolean isNew = child == null;
            if (child == null) {
                child = Futures.ensure(each, gathering == null ? null : gathering.getLoop());
                seen.put(each, child);
            }
            if (gathering == null) {
                gathering = new Gathering<>(child.getLoop(), awaitables.size(), returnExceptions);
            }
            gathering.children.add(child);
            if (isNew) {
                gathering.watch(child, alreadyDone);
            }
        }
        if (gathering == null) {
            Future<List<T>> empty = Asyncio.getEventLoop().createFuture();
            empty.setResult(new ArrayList<>());
            return empty;
        }
        gathering.complete = true;
        alreadyDone.forEach(gathering); // all done: so is this, before anybody waits for it
        return gathering;
    }

    private void watch(Future<?> child, List<Future<?>> alreadyDone) {
        unfinished++;
        if (child.done()) {
            alreadyDone.add(child);
        } else {
            child.addDoneCallback(this, context);
        }
    }

    @Override
    public Future<?> awaiter() {
        return this;
    }

    /** Takes note that a child is done. */
    @Override
    public void accept(Future<?> child) {
        unfinished--;
        // What is not passed on counts as seen. An incomplete one was given up by an error in of().
        Throwable problem = child.cancelled() ? child.cancelledError() : child.exception();
        if (!complete || done()) {
            return;
        }
        if (problem != null && !returnExceptions) {
            finishExceptionally(problem);
        } else if (unfinished == 0) {
            if (cancelRequested) {
                finishExceptionally(new CancelledError(cancelMessage));
            } else {
                finish(results());
            }
        }
    }

    @SuppressWarnings("unchecked") // with returnExceptions, T is Object
    private List<T> results() {
        List<T> results = new ArrayList<>(children.size());
        for (Future<? extends T> child : children) {
            Throwable problem = child.cancelled() ? child.cancelledError() : child.exception();
            results.add(problem == null ? child.result() : (T) problem);
        }
        return results;
    }

    /** Cancels the children that are not done. */
    @Override
    public boolean cancel(@Nullable String message) {
        if (done()) {
            return false;
        }
        boolean any = false;
        for (Future<?> child : children) {
            any |= child.cancel(message);
        }
        if (any) {
            cancelRequested = true; // so that even returned exceptions do not hide it
            cancelMessage = message;
        }
        return any;
    }

    @Override
    String kind() {
        return "GatheringFuture";
    }
}
