package weft.policy;

import org.jspecify.annotations.Nullable;

import weft.spi.Availability;
import weft.spi.EventLoopProvider;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lists the event loops there are, best first, each with whether it works here. Providers are asked
 * once, when the catalog is made; a provider that cannot even be loaded is listed with the reason.
 * Immutable; any thread. asyncio has no counterpart: its loops are a list in the source.
 */
public final class LoopCatalog {
    /** Where to stop if a service loader does not get past its own errors. */
    private static final int MAXIMUM_BROKEN = 100;

    private static final int PRIORITY_OF_BROKEN = -1;

    private final List<Found> loops;

    private LoopCatalog(List<Found> found) {
        List<Found> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt(Found::priority).reversed());
        loops = List.copyOf(sorted);
    }

    /**
     * Finds the providers on the class path and module path by {@code ServiceLoader}.
     *
     * @return a new catalog
     */
    public static LoopCatalog load() {
        List<Found> found = new ArrayList<>();
        int broken = 0;
        Iterator<ServiceLoader.Provider<EventLoopProvider>> providers =
                ServiceLoader.load(EventLoopProvider.class).stream().iterator();
        while (broken < MAXIMUM_BROKEN) {
            try {
                if (!providers.hasNext()) {
                    break;
                }
                found.add(instantiate(providers.next()));
            } catch (ServiceConfigurationError | LinkageError e) {
                broken++;
                found.add(Found.broken("unknown", e));
            }
        }
        return new LoopCatalog(found);
    }

    /**
     * Lists the given providers.
     *
     * @param providers the providers, in any order
     * @return a new catalog
     */
    public static LoopCatalog of(List<? extends EventLoopProvider> providers) {
        return new LoopCatalog(providers.stream().map(Found::of).toList());
    }

    /**
     * Returns all loops, best first.
     *
     * @return an immutable list
     */
    public List<LoopEntry> entries() {
        LoopRequest request = LoopRequest.ofProcess();
        Found chosen = request == null ? best() : find(request.name());
        List<LoopEntry> entries = new ArrayList<>();
        for (Found loop : loops) {
            boolean isChosen = loop == chosen && loop.availability().usable();
            entries.add(new LoopEntry(loop.name(), loop.priority(), loop.availability(), isChosen));
        }
        return List.copyOf(entries);
    }

    /**
     * Says which loop the default policy takes here, at whose wish, or why it takes none.
     *
     * @return one sentence without a full stop
     */
    public String choice() {
        return choice(LoopRequest.ofProcess());
    }

    String choice(@Nullable LoopRequest request) {
        if (request == null) {
            Found best = best();
            return best == null
                    ? "no loop works here: " + names()
                    : "the default loop is " + best.name() + ", the best that works here";
        }
        String wish = request.source() + " names the loop " + request.name();
        Found named = find(request.name());
        if (named == null) {
            return wish + ", which does not exist; " + names();
        }
        return named.availability().usable()
                ? wish
                : wish + ", which does not work here: " + named.why();
    }

    /**
     * Finds a provider by the name of its loop.
     *
     * @param name the name, such as {@code select}
     * @return the provider, usable or not
     * @throws IllegalArgumentException if there is no such loop; the message lists those there are
     * @throws IllegalStateException if its provider could not be loaded, with the reason
     */
    public EventLoopProvider provider(String name) {
        return provider(new LoopRequest(name, ""));
    }

    EventLoopProvider provider(LoopRequest request) {
        Found loop = find(request.name());
        if (loop == null) {
            String source = request.source().isEmpty() ? "" : " (from " + request.source() + ")";
            throw new IllegalArgumentException(
                    "there is no event loop named '"
                            + request.name()
                            + "'"
                            + source
                            + "; "
                            + names());
        }
        EventLoopProvider provider = loop.provider();
        if (provider == null) {
            throw new IllegalStateException(
                    "the " + loop.name() + " loop cannot be loaded: " + loop.why());
        }
        return provider;
    }

    /**
     * Returns what the default choice goes through, best first, usable or not. What could not be
     * loaded might have been the best, so it comes before all others.
     */
    List<Found> candidates() {
        return Stream.concat(
                        loops.stream().filter(Found::isBroken),
                        loops.stream().filter(loop -> loop.priority() >= 0))
                .toList();
    }

    private @Nullable Found best() {
        for (Found loop : candidates()) {
            if (loop.availability().usable()) {
                return loop;
            }
        }
        return null;
    }

    private @Nullable Found find(String name) {
        for (Found loop : loops) {
            if (loop.name().equals(name)) {
                return loop;
            }
        }
        return null;
    }

    private String names() {
        return loops.isEmpty()
                ? "none is on the class path or module path"
                : loops.stream()
                        .map(Found::name)
                        .collect(Collectors.joining(", ", "there are ", ""));
    }

    private static Found instantiate(ServiceLoader.Provider<EventLoopProvider> provider) {
        try {
            return Found.of(provider.get());
        } catch (ServiceConfigurationError | LinkageError e) {
            return Found.broken(provider.type().getName(), e);
        }
    }

    /** A provider as it was found, or what was in the way. */
    record Found(
            String name,
            int priority,
            @Nullable EventLoopProvider provider,
            Availability availability) {

        static Found of(EventLoopProvider provider) {
            Availability availability;
            try {
                availability = provider.availability();
            } catch (RuntimeException | LinkageError e) {
                // A provider promises not to throw; one that does must not hide the others.
                availability = Availability.unusable("its probe failed: " + e, "");
            }
            return new Found(provider.name(), provider.priority(), provider, availability);
        }

        static Found broken(String name, Throwable error) {
            Throwable reason = error.getCause() == null ? error : error.getCause();
            String remedy =
                    reason instanceof UnsupportedClassVersionError ? "run on a newer Java" : "";
            return new Found(
                    name,
                    PRIORITY_OF_BROKEN,
                    null,
                    Availability.unusable(
                            reason == error
                                    ? String.valueOf(error.getMessage())
                                    : error + ": " + reason,
                            remedy));
        }

        /**
         * Asks again what did not work when the catalog was made: want of descriptors or memory
         * passes.
         */
        Found asOfNow() {
            EventLoopProvider present = provider;
            return present == null || availability.usable() ? this : of(present);
        }

        /** Tells whether it is not meant to work here, rather than kept from it. */
        boolean isOfAnotherSystem() {
            EventLoopProvider present = provider;
            return present != null
                    && !availability.usable()
                    && !present.existsOn(System.getProperty("os.name"));
        }

        boolean isBroken() {
            return provider == null;
        }

        /** Says why it does not work and what would help. */
        String why() {
            return availability.remedy().isEmpty()
                    ? availability.reason()
                    : availability.reason() + "; " + availability.remedy();
        }
    }
}
