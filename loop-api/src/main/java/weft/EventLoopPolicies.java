package weft;

import org.jspecify.annotations.Nullable;

import java.util.ServiceLoader;

/**
 * Holds the process's {@link EventLoopPolicy}. Any thread. The asyncio counterparts are {@code
 * set_event_loop_policy} and {@code get_event_loop_policy}.
 */
public final class EventLoopPolicies {
    private static @Nullable EventLoopPolicy current;

    private EventLoopPolicies() {}

    /**
     * Replaces the policy. Loops that exist stay as they are.
     *
     * @param policy the policy, or null to go back to the default
     */
    public static synchronized void set(@Nullable EventLoopPolicy policy) {
        current = policy;
    }

    /**
     * Returns the policy. The default one is found by {@code ServiceLoader} when first asked for.
     *
     * @return the policy in force
     * @throws IllegalStateException if none was set and no default is on the path
     */
    public static synchronized EventLoopPolicy get() {
        if (current == null) {
            current =
                    ServiceLoader.load(EventLoopPolicy.class)
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new IllegalStateException(
                                                    "no event loop policy: add weft's policy module"
                                                            + " and a backend to the class path or"
                                                            + " module path, or call"
                                                            + " EventLoopPolicies.set()"));
        }
        return current;
    }
}
