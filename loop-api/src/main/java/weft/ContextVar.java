package weft;

import org.jspecify.annotations.Nullable;

import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * A variable whose value belongs to the current {@link Context}: tasks and callbacks inherit a copy
 * of the values at the place where they were created. The asyncio counterpart is {@code
 * contextvars.ContextVar}. Any thread.
 *
 * @param <T> the type of the value
 */
public final class ContextVar<T> {
    private final String name;
    private final @Nullable T defaultValue;

    /**
     * Creates a variable without a default.
     *
     * @param name the name shown to people
     */
    public ContextVar(String name) {
        this.name = Objects.requireNonNull(name, "name");
        this.defaultValue = null;
    }

    /**
     * Creates a variable.
     *
     * @param name the name shown to people
     * @param defaultValue the value where none is set
     */
    public ContextVar(String name, T defaultValue) {
        this.name = Objects.requireNonNull(name, "name");
        this.defaultValue = Objects.requireNonNull(defaultValue, "defaultValue");
    }

    /**
     * Undoes one {@link ContextVar#set}: by {@link ContextVar#reset}, or at the end of a
     * try-with-resources.
     *
     * @param <T> the type of the value
     */
    public static final class Token<T> implements AutoCloseable {
        private final ContextVar<T> variable;
        private final Context context;
        private final @Nullable T oldValue;
        private boolean used;

        private Token(ContextVar<T> variable, Context context, @Nullable T oldValue) {
            this.variable = variable;
            this.context = context;
            this.oldValue = oldValue;
        }

        /**
         * Restores the value from before the set, as {@link ContextVar#reset} does.
         *
         * @throws IllegalArgumentException in a different context
         * @throws IllegalStateException if it was used already
         */
        @Override
        public void close() {
            variable.reset(this);
        }

        /**
         * Returns the variable that was set.
         *
         * @return the variable
         */
        public ContextVar<T> variable() {
            return variable;
        }

        /**
         * Returns the value before the set.
         *
         * @return the value, or null if there was none
         */
        public @Nullable T oldValue() {
            return oldValue;
        }
    }

    /**
     * Returns the variable's name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Returns the value in the current context, or the default.
     *
     * @return the value
     * @throws NoSuchElementException if there is neither (asyncio: {@code LookupError})
     */
    public T get() {
        T value = Context.current().get(this);
        if (value == null) {
            value = defaultValue;
        }
        if (value == null) {
            throw new NoSuchElementException("context variable '" + name + "' has no value");
        }
        return value;
    }

    /**
     * Returns the value in the current context.
     *
     * @param fallback what to return if none is set
     * @return the value or the fallback
     */
    public T get(T fallback) {
        T value = Context.current().get(this);
        return value == null ? fallback : value;
    }

    /**
     * Sets the value in the current context.
     *
     * @param value the new value, not null
     * @return a token that restores the old value
     */
    public Token<T> set(T value) {
        Objects.requireNonNull(value, "value");
        Context context = Context.current();
        Token<T> token = new Token<>(this, context, context.get(this));
        context.put(this, value);
        return token;
    }

    /**
     * Restores the value from before a {@link #set}.
     *
     * @param token what that call returned
     * @throws IllegalArgumentException if it belongs to another variable or context
     * @throws IllegalStateException if it was used already
     */
    public void reset(Token<T> token) {
        if (token.variable != this) {
            throw new IllegalArgumentException(
                    "the token was created by '"
                            + token.variable.name
                            + "', not by '"
                            + name
                            + "'");
        }
        Context context = Context.current();
        if (token.context != context) {
            throw new IllegalArgumentException(
                    "the token of '" + name + "' was created in a different context");
        }
        if (token.used) {
            throw new IllegalStateException("the token of '" + name + "' has already been used");
        }
        token.used = true;
        context.put(this, token.oldValue);
    }

    @Override
    public String toString() {
        return "<ContextVar name='" + name + "'>";
    }
}
