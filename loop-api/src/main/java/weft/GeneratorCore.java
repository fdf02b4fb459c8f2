package weft;

import org.jspecify.annotations.Nullable;

import weft.Generator.State;
import weft.spi.Strand;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What goes on between the two sides of a generator: the consumer's calls and the body, each on its
 * own strand.
 *
 * <pre>
 *              next, send                     yield
 *   CREATED ---------------> (executing) ---------------> SUSPENDED
 *      |                        |    ^                        |
 *      | close, throwInto       |    +------------------------+
 *      v                        v        next, send, throwInto, close
 *    CLOSED <-------------------+
 *                body ends
 * </pre>
 *
 * <p>It does not know its {@link Generator}, so that one that is abandoned can be noticed.
 */
final class GeneratorCore<
        T extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object> {
    private static final VarHandle EXECUTING;

    static {
        try {
            EXECUTING =
                    MethodHandles.lookup()
                            .findVarHandle(GeneratorCore.class, "executing", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Generator.@Nullable Body<T, S, R> body;

    @SuppressWarnings("UnusedVariable") // EXECUTING reads and writes it
    private boolean executing;

    private State state = State.CREATED;
    private boolean begun;
    private @Nullable Strand strand;
    private @Nullable Strand consumer;
    private @Nullable Generator<? extends T, ? super S, ?> delegate;

    // What is on its way to the body.
    private @Nullable S sent;
    private @Nullable Throwable thrown;

    // What came from it.
    private @Nullable T value;
    private @Nullable Throwable failure;
    private @Nullable R result;
    private boolean returned;
    private boolean resultTaken;

    GeneratorCore(Generator.Body<T, S, R> body) {
        this.body = body;
    }

    State state() {
        if (state != State.CLOSED && (boolean) EXECUTING.getOpaque(this)) {
            return State.RUNNING;
        }
        return state;
    }

    // The consumer's side

    /**
     * Runs the body until it yields or ends.
     *
     * @param newSent what its yield returns
     * @param newThrown what its yield throws, or null
     * @return whether it yielded; the value is there to be taken
     */
    boolean advance(@Nullable S newSent, @Nullable Throwable newThrown) {
        if (!EXECUTING.compareAndSet(this, false, true)) {
            throw new IllegalStateException("generator already executing");
        }
        try {
            return switch (state) {
                case CREATED -> begin(newSent, newThrown);
                case CLOSED -> {
                    if (newThrown != null) {
                        throw Future.<RuntimeException>asUnchecked(newThrown);
                    }
                    yield false;
                }
                default -> proceed(newSent, newThrown);
            };
        } finally {
            EXECUTING.setRelease(this, false);
        }
    }

    private boolean begin(@Nullable S newSent, @Nullable Throwable newThrown) {
        if (newThrown != null) {
            end();
            throw Future.<RuntimeException>asUnchecked(newThrown);
        }
        if (newSent != null) {
            throw new IllegalStateException(
                    "can't send non-None value to a just-started generator");
        }
        Strand own = Strands.create("weft-generator", this::runBody);
        strand = own;
        state = State.SUSPENDED;
        try {
            return proceed(null, null);
        } finally {
            if (!begun) {
                state = State.CREATED; // the consumer could not be suspended
                strand = null;
            }
        }
    }

    /**
     * Goes on where the body is: in another generator that stands in for it, or in the body itself.
     */
    private boolean proceed(@Nullable S newSent, @Nullable Throwable newThrown) {
        S toSend = newSent;
        Throwable toThrow = newThrown;
        while (true) {
            if (delegate != null) {
                try {
                    if (advanceDelegate(delegate, toSend, toThrow)) {
                        return true;
                    }
                    toThrow = toThrow instanceof GeneratorExit ? toThrow : null;
                } catch (Throwable e) {
                    toThrow = e;
                }
                delegate = null;
                toSend = null;
            }
            switchToBody(toSend, toThrow);
            if (delegate == null) {
                return takeOutcome();
            }
            toSend = null;
            toThrow = null;
        }
    }

    private boolean advanceDelegate(
            Generator<? extends T, ? super S, ?> inner,
            @Nullable S toSend,
            @Nullable Throwable toThrow) {
        if (toThrow instanceof GeneratorExit) {
            inner.close();
            return false;
        }
        if (!inner.advance(toSend, toThrow)) {
            return false;
        }
        value = inner.takeValue();
        return true;
    }

    private void switchToBody(@Nullable S toSend, @Nullable Throwable toThrow) {
        Strand own = strand;
        assert own != null;
        Strand caller = Strands.current();
        sent = toSend;
        thrown = toThrow;
        consumer = caller;
        try {
            caller.switchTo(own);
        } finally {
            consumer = null; // or a suspended body would hold its last consumer
            sent = null;
            thrown = null;
        }
    }

    private boolean takeOutcome() {
        if (state != State.CLOSED) {
            return true;
        }
        Throwable problem = failure;
        failure = null;
        if (problem != null) {
            throw Future.<RuntimeException>asUnchecked(problem);
        }
        return false;
    }

    /** Ends the body, and has its finally blocks run. */
    void close() {
        if (state == State.CLOSED) {
            return;
        }
        boolean yielded;
        try {
            yielded = advance(null, new GeneratorExit());
        } catch (GeneratorExit e) {
            return;
        }
        if (yielded) {
            value = null;
            throw new IllegalStateException("generator ignored GeneratorExit");
        }
        resultTaken = true; // close() is who was told
    }

    private void end() {
        state = State.CLOSED;
        body = null;
        strand = null;
    }

    /** Returns what was yielded, once. */
    @SuppressWarnings("NullAway") // null only if that is what was yielded
    T takeValue() {
        T taken = value;
        value = null;
        return taken;
    }

    boolean hasReturned() {
        return returned;
    }

    /** Returns what the body returned. */
    @SuppressWarnings("NullAway") // null only if that is what was returned
    R result() {
        return result;
    }

    /** Returns what the body returned, the first time; as in CPython it is told only once. */
    @Nullable R takeResult() {
        if (resultTaken) {
            return null;
        }
        resultTaken = true;
        return result;
    }

    // The body's side

    /** Runs the body, in its strand, and returns who goes on. */
    private Strand runBody() {
        Generator.Body<T, S, R> function = body;
        assert function != null;
        begun = true;
        try {
            result = function.run(new Yielder<>(this));
            returned = true;
        } catch (StopIteration e) {
            failure = new IllegalStateException("generator raised StopIteration", e);
        } catch (Throwable e) {
            failure = e;
        }
        end();
        Strand next = consumer;
        assert next != null;
        return next;
    }

    S yieldValue(T newValue) {
        Strand own = requireOwnStrand();
        value = newValue;
        return suspend(own);
    }

    @SuppressWarnings("unchecked") // a delegate that returned has set what it is declared to return
    <Q extends @Nullable Object> Q delegateTo(
            Generator<? extends T, ? super S, ? extends Q> inner) {
        Strand own = requireOwnStrand();
        delegate = inner;
        try {
            suspend(own);
        } finally {
            delegate = null; // it is already, unless this stack could not be suspended
        }
        return (Q) inner.takeResult();
    }

    private Strand requireOwnStrand() {
        Strand own = strand;
        if (own == null || !own.isCurrent()) {
            throw new IllegalStateException("yield outside the body of its generator");
        }
        return own;
    }

    @SuppressWarnings("NullAway") // null is what a consumer that sends nothing sends
    private S suspend(Strand own) {
        Strand next = consumer;
        assert next != null;
        own.switchTo(next);
        Throwable problem = thrown;
        if (problem != null) {
            thrown = null;
            throw Future.<RuntimeException>asUnchecked(problem);
        }
        S received = sent;
        sent = null;
        return received;
    }
}
