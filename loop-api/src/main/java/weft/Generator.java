package weft;

import org.jspecify.annotations.Nullable;

import weft.spi.Traces;

import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A function that hands out values one by one and is suspended in between. The asyncio counterpart
 * is a Python generator, and an asynchronous one too: on a loop the body may await, which suspends
 * the coroutine that asked for the next value.
 *
 * {@snippet :
 * try (var squares = Generator.<Integer, Void>of(out -> {
 *     for (int i = 1; ; i++) {
 *         out.yield(i * i);
 *     }
 * })) {
 *     for (int square : squares) {
 *         if (square > 50) {
 *             break;
 *         }
 *         System.out.println(square);
 *     }
 * }
 * }
 *
 * <p><b>Where it runs.</b> On any thread, with a loop or without; one consumer at a time. The body
 * has a stack and a {@code Thread} of its own, but runs in the name of whoever asks: it sees the
 * consumer's task, loop and {@link Context}, and a cancellation of the consumer's task is thrown
 * where the body awaits. A consumer may change between two values, except that a body which began
 * on a virtual thread outside any loop goes on only on such threads, and none other does.
 *
 * <p><b>Its end.</b> {@link #close} throws {@link GeneratorExit} into the body, so that its finally
 * blocks run; try-with-resources does that. A generator that is forgotten half-way is closed when
 * it is collected, on its loop if it was first asked there, as long as the body does not itself
 * refer to the generator. {@link AbstractEventLoop#shutdownAsyncgens} closes those of a loop.
 *
 * <p>Needs the JVM flag that coroutines need.
 *
 * @param <T> the type of what is yielded
 * @param <S> the type of what is sent to the body
 * @param <R> the type of what the body returns
 */
public final class Generator<
                T extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
        implements Iterable<T>, AutoCloseable {
    private final GeneratorCore<T, S, R> core;
    private final Object describedAs;
    private @Nullable GeneratorCleanup cleanup;

    /**
     * What a generator runs.
     *
     * @param <T> the type of what is yielded
     * @param <S> the type of what is sent to the body
     * @param <R> the type of what the body returns
     */
    @FunctionalInterface
    public interface Body<
            T extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object> {
        /**
         * Yields values until there are no more.
         *
         * @param out where to yield them
         * @return the result, which {@code yieldFrom} and {@link StopIteration} pass on
         * @throws Exception any exception; whoever asked for the next value gets it
         */
        R run(Yielder<T, S> out) throws Exception;
    }

    /**
     * What a generator without a result runs.
     *
     * @param <T> the type of what is yielded
     * @param <S> the type of what is sent to the body
     */
    @FunctionalInterface
    public interface VoidBody<T extends @Nullable Object, S extends @Nullable Object> {
        /**
         * Yields values until there are no more.
         *
         * @param out where to yield them
         * @throws Exception any exception; whoever asked for the next value gets it
         */
        void run(Yielder<T, S> out) throws Exception;
    }

    /** Where a generator is. The asyncio counterpart is {@code inspect.getgeneratorstate}. */
    public enum State {
        /** The body has not begun. */
        CREATED,
        /** The body runs, or waits in the consumer's name. */
        RUNNING,
        /** The body waits at a yield. */
        SUSPENDED,
        /** The body has ended, or will never begin. */
        CLOSED
    }

    private Generator(Body<T, S, R> body, Object describedAs) {
        this.core = new GeneratorCore<>(body);
        this.describedAs = describedAs;
    }

    /**
     * Creates a generator. The body begins when the first value is asked for.
     *
     * @param <T> the type of what is yielded
     * @param <S> the type of what is sent to the body
     * @param body what yields the values
     * @return a new generator
     */
    public static <T extends @Nullable Object, S extends @Nullable Object> Generator<T, S, Void> of(
            VoidBody<T, S> body) {
        return new Generator<>(
                out -> {
                    body.run(out);
                    return nothing();
                },
                body);
    }

    @SuppressWarnings("NullAway") // Void has no other value
    private static Void nothing() {
        return null;
    }

    /**
     * Creates a generator that returns a result at its end.
     *
     * @param <T> the type of what is yielded
     * @param <S> the type of what is sent to the body
     * @param <R> the type of the result
     * @param body what yields the values
     * @return a new generator
     */
    public static <
                    T extends @Nullable Object,
                    S extends @Nullable Object,
                    R extends @Nullable Object>
            Generator<T, S, R> returning(Body<T, S, R> body) {
        return new Generator<>(body, body);
    }

    /**
     * Runs the body until it yields. The asyncio counterparts are {@code next(generator)} and
     * {@code await anext(generator)}.
     *
     * @return what it yielded
     * @throws StopIteration if it ended instead; with what it returned, the first time
     * @throws IllegalStateException if the body is executing, if it let a {@code StopIteration}
     *     out, or if it cannot go on in this thread
     * @throws RuntimeException the very exception the body threw, of whatever type
     */
    public T next() {
        return yieldedBy(advance(null, null));
    }

    /**
     * Sends a value to the body, where its yield returns it, and runs the body until it yields
     * again. The asyncio counterparts are {@code generator.send} and {@code await agen.asend}.
     *
     * @param value the value, or null to send nothing
     * @return what it yielded
     * @throws StopIteration if it ended instead; with what it returned, the first time
     * @throws IllegalStateException as {@link #next}, or if the body has not begun and so has no
     *     yield to return the value
     * @throws RuntimeException the very exception the body threw, of whatever type
     */
    public T send(@Nullable S value) {
        return yieldedBy(advance(value, null));
    }

    /**
     * Throws an exception in the body, at the place where it yielded, and runs it until it yields
     * again. A body that has not begun ends without having run. The asyncio counterparts are {@code
     * generator.throw} and {@code await agen.athrow}.
     *
     * @param problem the exception
     * @return what it yielded
     * @throws StopIteration if it caught the exception and ended
     * @throws IllegalStateException as {@link #next}
     * @throws RuntimeException the very exception the body threw, of whatever type: the one given
     *     if the body did not catch it or has ended
     */
    public T throwInto(Throwable problem) {
        return yieldedBy(advance(null, Objects.requireNonNull(problem, "problem")));
    }

    /**
     * Ends the body by throwing {@link GeneratorExit} at the place where it yielded, and waits for
     * it. One that has not begun never will. The asyncio counterparts are {@code generator.close}
     * and {@code await agen.aclose}.
     *
     * @throws IllegalStateException if the body is executing, or yields all the same
     * @throws RuntimeException the very exception the body threw instead, of whatever type
     */
    @Override
    public void close() {
        try {
            core.close();
        } finally {
            forgetIfClosed();
        }
    }

    /**
     * Returns what the body returned.
     *
     * @return the result
     * @throws InvalidStateError if it has not ended, or not by returning
     */
    public R result() {
        if (!core.hasReturned()) {
            throw new InvalidStateError("the generator has not returned: " + this);
        }
        return core.result();
    }

    /**
     * Tells where the generator is. Any thread.
     *
     * @return the state
     */
    public State state() {
        return core.state();
    }

    /**
     * Returns a view for loops: the values that are left. All iterators of a generator share them.
     * It asks for a value no sooner than {@code hasNext} is called. The asyncio counterparts are
     * {@code for} and {@code async for}.
     *
     * @return the view
     */
    @Override
    public Iterator<T> iterator() {
        return new ValueIterator();
    }

    /**
     * Returns a sequential stream of the values that are left. Closing it closes the generator.
     *
     * @return the stream, for one thread at a time
     */
    public Stream<T> stream() {
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED), false)
                .onClose(this::close);
    }

    boolean advance(@Nullable S sent, @Nullable Throwable thrown) {
        if (cleanup == null) {
            cleanup = GeneratorCleanup.register(this, core);
        }
        try {
            return core.advance(sent, thrown);
        } finally {
            forgetIfClosed(); // and so this is reachable until here
        }
    }

    private void forgetIfClosed() {
        GeneratorCleanup registered = cleanup;
        if (registered != null && core.state() == State.CLOSED) {
            registered.cancel();
        }
    }

    private T yieldedBy(boolean yielded) {
        if (!yielded) {
            throw new StopIteration(core.takeResult());
        }
        return core.takeValue();
    }

    T takeValue() {
        return core.takeValue();
    }

    @Nullable R takeResult() {
        return core.takeResult();
    }

    @Override
    public String toString() {
        return "<generator "
                + Traces.describe(describedAs)
                + " "
                + state().name().toLowerCase(Locale.ROOT)
                + ">";
    }

    /** Looks one value ahead, when asked whether there is one. */
    private final class ValueIterator implements Iterator<T> {
        private boolean ready;

        @Override
        public boolean hasNext() {
            if (!ready) {
                ready = advance(null, null);
            }
            return ready;
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the generator has ended");
            }
            ready = false;
            return core.takeValue();
        }
    }
}
