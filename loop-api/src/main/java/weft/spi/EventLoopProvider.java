package weft.spi;

/**
 * Makes a kind of event loop selectable by name. Found by {@code java.util.ServiceLoader}: declare
 * {@code provides weft.spi.EventLoopProvider with ...} in a module and name the class in {@code
 * META-INF/services} for the class path. A provider implements either {@link BackendProvider} or
 * {@link LoopProvider}. Its methods may be called on any thread.
 */
public sealed interface EventLoopProvider permits BackendProvider, LoopProvider {
    /**
     * Returns the name by which the loop is chosen, such as {@code io_uring}.
     *
     * @return lower case letters, digits, {@code -} and {@code _}; unique among the providers
     */
    String name();

    /**
     * Ranks this provider for the default choice.
     *
     * @return the rank; the highest that works wins. The built-in ones use 100 (select) to 400
     *     (io_uring); a negative rank is never chosen by default.
     */
    int priority();

    /**
     * Tells whether the loop works in this process, by trying what it needs. Quick, free of lasting
     * effects, and never throws. Asked for each loop that is made: what trying costs more than a
     * few calls is remembered, see {@link AvailabilityMemory}.
     *
     * @return usable, or the reason why not and what would help
     */
    Availability availability();

    /**
     * Tells whether an operating system has what this loop is made of. Where it has not, nobody
     * misses the loop, and the policy does not mention that it was passed over.
     *
     * @param systemName the system, as in the property {@code os.name}
     * @return true unless the loop is another system's; true by default
     */
    default boolean existsOn(String systemName) {
        return true;
    }
}
