package weft;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;

/**
 * What the body of a {@link Generator} yields through. For the body alone: on its own stack, that
 * of a generator inside it not included.
 *
 * @param <T> the type of what is yielded
 * @param <S> the type of what is sent to the body
 */
public final class Yielder<T extends @Nullable Object, S extends @Nullable Object> {
    private final GeneratorCore<T, S, ?> core;

    Yielder(GeneratorCore<T, S, ?> core) {
        this.core = core;
    }

    /**
     * Hands a value to the consumer and suspends the body until the consumer asks for more. The
     * asyncio counterpart is the expression {@code yield value}.
     *
     * @param value the value
     * @return what the consumer sent, or null if it asked without sending
     * @throws GeneratorExit if the generator is being closed; the body must not yield again
     * @throws IllegalStateException if called outside the body, or where the body cannot be
     *     suspended: below a native frame or a static initializer, or, before Java 24, in a
     *     synchronized block
     * @throws RuntimeException the very exception the consumer threw in, of whatever type
     */
    @SuppressWarnings("NamedLikeContextualKeyword") // called through a name, as Thread.yield is
    public S yield(T value) {
        return core.yieldValue(value);
    }

    /**
     * Lets another generator stand in for this one until it ends: it gets what is sent and thrown
     * in, and is closed when this one is. The asyncio counterpart is {@code yield from}.
     *
     * @param <Q> the type of the other generator's result
     * @param inner the other generator
     * @return what it returned
     * @throws IllegalStateException if called outside the body, or if the other is executing
     * @throws RuntimeException the very exception the other threw, of whatever type
     */
    public <Q extends @Nullable Object> Q yieldFrom(
            Generator<? extends T, ? super S, ? extends Q> inner) {
        return core.delegateTo(inner);
    }

    /**
     * Yields all that an iterator has. It is closed if the body is closed meanwhile and it can be.
     * The asyncio counterpart is {@code yield from} over what is no generator.
     *
     * @param values what to yield
     * @throws IllegalStateException if the consumer sends a value, which nobody could take
     * @throws Exception what closing the iterator throws
     */
    public void yieldAll(Iterable<? extends T> values) throws Exception {
        Iterator<? extends T> iterator = values.iterator();
        while (iterator.hasNext()) {
            T value = iterator.next();
            Object sent;
            try {
                sent = core.yieldValue(value);
            } catch (GeneratorExit e) {
                if (iterator instanceof AutoCloseable closeable) {
                    closeable.close();
                }
                throw e;
            }
            if (sent != null) {
                throw new IllegalStateException("can't send a value to an iterator: " + sent);
            }
        }
    }
}
