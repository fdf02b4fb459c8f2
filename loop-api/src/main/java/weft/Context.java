package weft;

import org.jspecify.annotations.Nullable;

import weft.spi.LoopConfined;
import weft.spi.RunningLoop;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * Holds the values of {@link ContextVar}s for one flow of control. Copying is cheap: the values are
 * an immutable map that copies share until one of them sets something. The asyncio counterpart is
 * {@code contextvars.Context}.
 *
 * <p>On a loop the current context is that of the running callback or task; elsewhere it is the
 * thread's. A context may be entered by one thread at a time.
 */
public final class Context {
    private static final ThreadLocal<@Nullable Context> OF_THREAD = new ThreadLocal<>();

    private Map<ContextVar<?>, Object> values;
    private boolean entered;

    /** Creates an empty context. */
    public Context() {
        this.values = Map.of();
    }

    private Context(Map<ContextVar<?>, Object> values) {
        this.values = values;
    }

    /**
     * Returns the context the calling code runs in.
     *
     * @return the context itself, not a copy
     */
    public static Context current() {
        LoopConfined confined = RunningLoop.confinement();
        if (confined != null) {
            return confined.context();
        }
        Context context = OF_THREAD.get();
        if (context == null) {
            context = new Context();
            OF_THREAD.set(context);
        }
        return context;
    }

    /**
     * Copies the current context. The asyncio counterpart is {@code contextvars.copy_context}.
     *
     * @return a new context with the same values
     */
    public static Context copyContext() {
        return current().copy();
    }

    /**
     * Copies this context.
     *
     * @return a new context with the same values
     */
    public Context copy() {
        return new Context(values);
    }

    /**
     * Runs a function in this context.
     *
     * @param <T> the type of the result
     * @param function the function
     * @return its result
     * @throws IllegalStateException if the context is entered already
     * @throws RuntimeException the very exception the function throws, of whatever type
     */
    public <T extends @Nullable Object> T run(Callable<T> function) {
        Context outer = current();
        if (entered || this == outer) {
            throw new IllegalStateException("cannot enter context: it is already entered: " + this);
        }
        entered = true;
        enter(this);
        try {
            return function.call();
        } catch (Exception e) {
            throw Future.<RuntimeException>asUnchecked(e);
        } finally {
            enter(outer);
            entered = false;
        }
    }

    /**
     * Runs an action in this context.
     *
     * @param action the action
     * @throws IllegalStateException if the context is entered already
     */
    public void run(Runnable action) {
        run(Executors.callable(action));
    }

    /**
     * Makes a context the current one of the calling code, until somebody makes another one so. For
     * loops, which do this around each callback; everybody else uses {@link #run}.
     *
     * @param context the context
     */
    public static void enter(Context context) {
        LoopConfined confined = RunningLoop.confinement();
        if (confined != null) {
            confined.enterContext(context);
        } else {
            OF_THREAD.set(context);
        }
    }

    /**
     * Returns a variable's value in this context.
     *
     * @param <T> the type of the value
     * @param variable the variable
     * @return the value, or null if none is set here
     */
    @SuppressWarnings("unchecked") // put() keeps a variable's key and value of one type
    public <T> @Nullable T get(ContextVar<T> variable) {
        return (T) values.get(variable);
    }

    /**
     * Tells whether a variable has a value in this context. Its default does not count.
     *
     * @param variable the variable
     * @return whether one is set here
     */
    public boolean contains(ContextVar<?> variable) {
        return values.containsKey(variable);
    }

    /**
     * Returns all variables that have a value in this context.
     *
     * @return an unmodifiable map of now; what is set later does not show
     */
    public Map<ContextVar<?>, Object> values() {
        return Collections.unmodifiableMap(values);
    }

    @Override
    public String toString() {
        return "<Context " + values + ">";
    }

    <T> void put(ContextVar<T> variable, @Nullable T value) {
        Map<ContextVar<?>, Object> changed = new HashMap<>(values);
        if (value == null) {
            changed.remove(variable);
        } else {
            changed.put(variable, value);
        }
        values = changed;
    }
}
