package weft;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Goes through futures in the order in which they become done. Made by {@link Asyncio#asCompleted}.
 * An iteration that is broken off can be resumed: all iterators of one object share its position.
 * For the loop's thread. The asyncio counterpart is the iterator that {@code asyncio.as_completed}
 * returns.
 *
 * <p>There are two ways, as in asyncio. The plain one yields at once as many futures as there are
 * awaitables, the first of which takes the result of what is done first:
 *
 * {@snippet :
 * for (Future<Page> next : asCompleted(fetches)) {
 *     show(next.await());
 * }
 * }
 *
 * <p>The other one, {@link #finished}, suspends until a future is done, and yields that very
 * future, so that it can be told apart:
 *
 * {@snippet :
 * for (Future<Page> fetch : asCompleted(fetches).finished()) {
 *     show(names.get(fetch), fetch.result());
 * }
 * }
 *
 * @param <T> the type of the results
 */
public final class AsCompleted<T extends @Nullable Object> implements Iterable<Future<T>> {
    private final AbstractEventLoop loop;
    private final Consumer<Future<?>> whenDone = this::onDone;

    // Those that are not done, until the time is up.
    private final IdentityHashMap<Future<?>, Future<T>> unfinished = new IdentityHashMap<>();

    // Those that are done and that nobody has asked for; an empty one took too long.
    private final Deque<Optional<Future<T>>> finished = new ArrayDeque<>();

    // Those who asked when none was done. Either this or the other queue is empty.
    private final Deque<Request<T>> requests = new ArrayDeque<>();
    private final @Nullable TimerHandle timer;
    private int left;

    /** Somebody who wants the next that is done: what he waits for, and how to end that. */
    private record Request<T extends @Nullable Object>(
            Future<?> target, Consumer<Optional<Future<T>>> end) {}

    AsCompleted(Collection<? extends Awaitable<T>> awaitables, @Nullable Duration timeout) {
        this.loop = Asyncio.getEventLoop();
        Set<Awaitable<T>> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        Context context = Context.copyContext();
        for (Awaitable<T> each : awaitables) {
            if (distinct.add(each)) {
                Future<T> future = Futures.ensure(each, loop);
                unfinished.put(future, future);
                future.addDoneCallback(whenDone, context);
            }
        }
        left = unfinished.size();
        timer = timeout == null || left == 0 ? null : loop.callLater(timeout, this::onTimeout);
    }

    /**
     * Returns the plain iteration, which does not suspend. Each future it yields ends as the next
     * that is done, in the order in which they were yielded; or with a {@link TimeoutError} if the
     * time was up before.
     *
     * @return an iterator that goes on where another one stopped
     */
    @Override
    public Iterator<Future<T>> iterator() {
        return new Remaining(this::nextResult);
    }

    /**
     * Returns the iteration in a coroutine. {@code next} suspends until a future is done and
     * returns it: one that was given itself, or the task of a coroutine that was given. It throws a
     * {@link TimeoutError} if the time was up before.
     *
     * @return an iterable whose iterators go on where another one stopped
     */
    public Iterable<Future<T>> finished() {
        return () -> new Remaining(this::nextFinished);
    }

    private final class Remaining implements Iterator<Future<T>> {
        private final Supplier<Future<T>> source;

        Remaining(Supplier<Future<T>> source) {
            this.source = source;
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public Future<T> next() {
            if (left == 0) {
                throw new NoSuchElementException("all futures have been yielded");
            }
            left--;
            return source.get();
        }
    }

    private Future<T> nextResult() {
        Future<T> result = loop.createFuture();
        ask(
                new Request<>(
                        result,
                        next -> {
                            if (next.isPresent()) {
                                passOn(next.get(), result);
                            } else {
                                result.setException(new TimeoutError());
                            }
                        }));
        return result;
    }

    private static <T extends @Nullable Object> void passOn(Future<T> source, Future<T> target) {
        if (source.cancelled()) {
            target.cancel(source.cancelledError().getMessage());
        } else {
            Futures.copyState(source, target);
        }
    }

    private Future<T> nextFinished() {
        Future<Optional<Future<T>>> answer = loop.createFuture();
        ask(new Request<>(answer, answer::setResult));
        Optional<Future<T>> next;
        try {
            next = answer.await();
        } catch (CancelledError e) {
            left++;
            if (!answer.cancelled()) {
                takeBack(answer.result());
            }
            throw e;
        }
        return next.orElseThrow(TimeoutError::new);
    }

    private void ask(Request<T> request) {
        Optional<Future<T>> next = finished.poll();
        if (next == null) {
            requests.add(request);
        } else {
            request.end.accept(next);
        }
    }

    private void onDone(Future<?> future) {
        Future<T> known = unfinished.remove(future);
        if (known == null) {
            return; // the time was up before
        }
        offer(Optional.of(known));
        if (unfinished.isEmpty() && timer != null) {
            timer.cancel();
        }
    }

    private void onTimeout() {
        for (Future<?> late : unfinished.keySet()) {
            late.removeDoneCallback(whenDone);
            offer(Optional.empty());
        }
        unfinished.clear();
    }

    private void offer(Optional<Future<T>> next) {
        if (!answerOldest(next)) {
            finished.add(next);
        }
    }

    private void takeBack(Optional<Future<T>> next) {
        if (!answerOldest(next)) {
            finished.addFirst(next);
        }
    }

    private boolean answerOldest(Optional<Future<T>> next) {
        Request<T> oldest = requests.poll();
        while (oldest != null && oldest.target.done()) {
            oldest = requests.poll(); // cancelled
        }
        if (oldest != null) {
            oldest.end.accept(next);
        }
        return oldest != null;
    }
}
