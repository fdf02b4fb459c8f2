package weft;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

/**
 * Turns a {@link Flow.Publisher} into what a coroutine iterates over, and a generator into a
 * publisher. asyncio has no counterpart; it would be an asynchronous generator on either side.
 */
public final class Publishers {
    // Enough to keep a publisher of another thread busy while the coroutine has its turn.
    private static final int BUFFER_SIZE = 32;

    private Publishers() {}

    /**
     * Returns the items of a publisher, for a coroutine to iterate over. It subscribes when the
     * first one is asked for, requests no more than a few in advance, and cancels when the
     * iteration is closed early:
     *
     * {@snippet :
     * try (var items = Publishers.iterate(publisher)) {
     *     for (var item : items) {
     *         if (!handle(item)) {
     *             break;
     *         }
     *     }
     * }
     * }
     *
     * <p>An error of the publisher is thrown, as it is, where the next item is asked for.
     *
     * @param <T> the type of the items
     * @param publisher the publisher; it may signal on any thread
     * @return the items, once
     */
    public static <T> Generator<T, Void, Void> iterate(Flow.Publisher<? extends T> publisher) {
        return iterate(publisher, BUFFER_SIZE);
    }

    /**
     * Returns the items of a publisher, for a coroutine to iterate over. See {@link
     * #iterate(Flow.Publisher)}.
     *
     * @param <T> the type of the items
     * @param publisher the publisher; it may signal on any thread
     * @param bufferSize how many items to request in advance, at least 1
     * @return the items, once
     */
    public static <T> Generator<T, Void, Void> iterate(
            Flow.Publisher<? extends T> publisher, int bufferSize) {
        Objects.requireNonNull(publisher, "publisher");
        if (bufferSize < 1) {
            throw new IllegalArgumentException("buffer size " + bufferSize + " is less than 1");
        }
        return Generator.of(out -> yieldItems(publisher, bufferSize, out));
    }

    private static <T> void yieldItems(
            Flow.Publisher<? extends T> publisher, int bufferSize, Yielder<T, Void> out) {
        AbstractEventLoop loop = Asyncio.requireTask("iterate").getLoop();
        ItemSubscriber<T> items = new ItemSubscriber<>(loop, bufferSize);
        publisher.subscribe(items);
        try {
            T item = items.take();
            while (item != null) {
                out.yield(item);
                item = items.take();
            }
        } finally {
            items.cancel();
        }
    }

    /**
     * Returns a publisher of what generators yield. Each subscriber gets a generator of its own,
     * which runs in a task of the loop and is asked for a value only when the subscriber has
     * requested one. Cancelling the subscription cancels the task and closes the generator.
     *
     * @param <T> the type of the items; a null among them ends the subscription with an error
     * @param loop where the generators run and the subscribers are called
     * @param source makes a generator for each subscriber, on the loop
     * @return the publisher; any thread may subscribe
     */
    public static <T> Flow.Publisher<T> of(
            AbstractEventLoop loop, Supplier<? extends Generator<? extends T, ?, ?>> source) {
        Objects.requireNonNull(loop, "loop");
        Objects.requireNonNull(source, "source");
        return subscriber -> new GeneratorSubscription<T>(loop, source, subscriber).start();
    }

    /**
     * Returns a publisher of a coroutine's result. Each subscriber has the coroutine run anew, once
     * it has requested an item. A result that is null completes the subscription without an item.
     *
     * @param <T> the type of the result
     * @param loop where the coroutine runs and the subscribers are called
     * @param coroutine the coroutine
     * @return the publisher; any thread may subscribe
     */
    public static <T> Flow.Publisher<T> ofCoroutine(
            AbstractEventLoop loop, Coroutine<? extends @Nullable T> coroutine) {
        Objects.requireNonNull(coroutine, "coroutine");
        return of(
                loop,
                () ->
                        Generator.<T, Void>of(
                                out -> {
                                    T result = coroutine.run();
                                    if (result != null) {
                                        out.yield(result);
                                    }
                                }));
    }
}
