package weft;

/** A {@link Coroutine} without a result. */
@FunctionalInterface
public non-sealed interface VoidCoroutine extends Awaitable<Void> {
    /**
     * Runs the computation on the loop, in a thread of its own.
     *
     * @throws Exception any exception; it becomes the task's
     */
    void run() throws Exception;

    /**
     * Returns the same computation with null as its result.
     *
     * @return a coroutine
     */
    default Coroutine<Void> toCoroutine() {
        return new Coroutine<>() {
            @Override
            @SuppressWarnings("NullAway") // Void has no other value
            public Void run() throws Exception {
                VoidCoroutine.this.run();
                return null;
            }

            @Override
            public String toString() {
                return VoidCoroutine.this.toString();
            }
        };
    }
}
