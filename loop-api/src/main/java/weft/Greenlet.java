package weft;

import org.jspecify.annotations.Nullable;

import weft.spi.Strand;
import weft.spi.Traces;

import java.util.Objects;

/**
 * A function that hands control to another one by name, with a value, and goes on when control
 * comes back. The counterpart is {@code greenlet.greenlet} of Python's greenlet library.
 *
 * {@snippet :
 * Greenlet<String> ping = new Greenlet<>(first -> {
 *     String answer = pong.switchTo("ping");
 *     return answer + "!";
 * });
 * }
 *
 * <p>All greenlets belong to the thread, or the coroutine, in which they were created, and run in
 * its name: its task, its loop, its context. Each thread has a main greenlet, the code that no
 * other one runs. One of them runs at a time, and only the others of the same thread can be
 * switched to.
 *
 * <p>When the function returns, its value goes to the parent, whose {@code switchTo} returns it; an
 * exception is thrown there. A greenlet that is forgotten half-way is not ended.
 *
 * <p>Needs the JVM flag that coroutines need.
 *
 * @param <V> the type of the values that are handed over
 */
public final class Greenlet<V extends @Nullable Object> {
    private final GreenletThread owner;
    private final @Nullable Body<V> body;
    private final @Nullable Greenlet<V> parent;
    private @Nullable Strand suspended;
    private @Nullable V incoming;
    private @Nullable Throwable thrown;
    private boolean started;
    private boolean dead;

    /**
     * What a greenlet runs.
     *
     * @param <V> the type of the values that are handed over
     */
    @FunctionalInterface
    public interface Body<V extends @Nullable Object> {
        /**
         * Runs until it hands control on for the last time, by returning.
         *
         * @param first the value of the first switch to this greenlet
         * @return the value for the parent
         * @throws Exception any exception; the parent gets it
         */
        V run(V first) throws Exception;
    }

    /**
     * Creates a greenlet whose parent is the running one. It begins with the first switch to it.
     *
     * @param body what it runs
     * @throws IllegalStateException if the JVM was started without the flag that coroutines need
     */
    public Greenlet(Body<V> body) {
        this(body, Greenlet.<V>getCurrent());
    }

    /**
     * Creates a greenlet. It begins with the first switch to it.
     *
     * @param body what it runs
     * @param parent who gets its value at the end
     * @throws IllegalStateException if the parent belongs to another thread, or if the JVM was
     *     started without the flag that coroutines need
     */
    public Greenlet(Body<V> body, Greenlet<V> parent) {
        this.body = Objects.requireNonNull(body, "body");
        this.parent = Objects.requireNonNull(parent, "parent");
        this.owner = parent.owner;
        if (owner != GreenletThread.current()) {
            throw new IllegalStateException("parent cannot be on a different thread");
        }
    }

    /** Creates the main greenlet of a thread. */
    Greenlet(GreenletThread owner) {
        this.owner = owner;
        this.body = null;
        this.parent = null;
        this.started = true;
    }

    /**
     * Returns the greenlet that runs the calling code: the thread's main one outside all others.
     *
     * @param <V> the type of its values, which nobody checks
     * @return the running greenlet
     * @throws IllegalStateException if the JVM was started without the flag that coroutines need
     */
    @SuppressWarnings("unchecked") // values of a thread's greenlets are of the type it agrees on
    public static <V extends @Nullable Object> Greenlet<V> getCurrent() {
        return (Greenlet<V>) GreenletThread.current().running();
    }

    /**
     * Suspends the running greenlet and hands control to this one. A new one begins with the value
     * as its argument; in a suspended one {@code switchTo} returns it. A greenlet that switches to
     * itself gets its value at once.
     *
     * @param value what to hand over
     * @return what is handed to the running greenlet when control comes back
     * @throws IllegalStateException if this one is dead, or belongs to another thread or coroutine,
     *     or where the calling stack is pinned
     * @throws RuntimeException the very exception, of whatever type, that was thrown into the
     *     running greenlet, or that ended a child of it
     */
    public V switchTo(V value) {
        requireReachable();
        incoming = value;
        thrown = null;
        return hand(this);
    }

    /**
     * Suspends the running greenlet and throws an exception in this one, at its {@code switchTo}. A
     * new one ends without having run. What it does not catch goes to its parent.
     *
     * @param problem the exception; {@link GreenletExit} to end the greenlet
     * @return what is handed to the running greenlet when control comes back
     * @throws IllegalStateException as {@link #switchTo}
     * @throws RuntimeException as {@link #switchTo}
     */
    public V throwInto(Throwable problem) {
        Objects.requireNonNull(problem, "problem");
        requireReachable();
        if (started) {
            incoming = null;
            thrown = problem;
            return hand(this);
        }
        dead = true;
        return hand(heir(null, problem));
    }

    /**
     * Tells whether the function has ended.
     *
     * @return whether it has
     */
    public boolean isDead() {
        return dead;
    }

    /**
     * Returns who gets this one's value at its end.
     *
     * @return the parent, or null for a main greenlet
     */
    public @Nullable Greenlet<V> parent() {
        return parent;
    }

    private void requireReachable() {
        if (owner != GreenletThread.current()) {
            throw new IllegalStateException("cannot switch to a different thread: " + this);
        }
        if (dead) {
            throw new IllegalStateException("cannot switch to a dead greenlet: " + this);
        }
    }

    /** Hands control to a greenlet that has been told why, and returns when it comes back. */
    private V hand(Greenlet<V> target) {
        Greenlet<V> self = getCurrent();
        if (target != self) {
            Strand here = Strands.current();
            Strand there = target.resumption();
            self.suspended = here;
            owner.setRunning(target);
            try {
                here.switchTo(there);
            } catch (IllegalStateException e) {
                target.suspended = there; // this stack is pinned, and nothing has run
                self.suspended = null;
                owner.setRunning(self);
                throw e;
            }
        }
        return self.received();
    }

    private Strand resumption() {
        Strand strand = suspended;
        suspended = null;
        if (strand != null) {
            return strand;
        }
        started = true;
        return Strands.create("weft-greenlet", this::runBody);
    }

    @SuppressWarnings("NullAway") // null only if that was handed over, or after a GreenletExit
    private V received() {
        Throwable problem = thrown;
        if (problem != null) {
            thrown = null;
            throw Future.<RuntimeException>asUnchecked(problem);
        }
        V value = incoming;
        incoming = null;
        return value;
    }

    /** Runs the function, in its strand, and returns who goes on. */
    private Strand runBody() {
        Body<V> function = body;
        assert function != null;
        Greenlet<V> next;
        try {
            next = endWith(function.run(received()), null);
        } catch (Throwable e) {
            next = endWith(null, e);
        }
        owner.setRunning(next);
        return next.resumption();
    }

    private Greenlet<V> endWith(@Nullable V value, @Nullable Throwable problem) {
        dead = true;
        return heir(value, problem);
    }

    /** Finds the nearest greenlet above this one that lives, and tells it how this one ended. */
    private Greenlet<V> heir(@Nullable V value, @Nullable Throwable problem) {
        Greenlet<V> heir = parent;
        while (heir != null && (heir.dead || (!heir.started && problem != null))) {
            heir.dead = true; // an exception ends one that has not begun, too
            heir = heir.parent;
        }
        assert heir != null; // the main greenlet never dies
        heir.incoming = value;
        heir.thrown = problem instanceof GreenletExit ? null : problem;
        return heir;
    }

    @Override
    public String toString() {
        String function = body == null ? "main" : Traces.describe(body);
        String state = dead ? "dead" : started ? "started" : "pending";
        return "<greenlet " + function + " " + state + ">";
    }
}
