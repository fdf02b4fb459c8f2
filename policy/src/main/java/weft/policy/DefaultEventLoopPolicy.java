package weft.policy;

import org.jspecify.annotations.Nullable;

import weft.AbstractEventLoop;
import weft.BaseEventLoopPolicy;
import weft.ProviderEventLoopPolicy;
import weft.spi.EventLoopProvider;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes the loop that the user names, or else the best that works here.
 *
 * <p>The name comes from the system property {@code weft.loop} or else from the environment
 * variable {@code WEFT_LOOP}. A named loop that does not exist or does not work is an error.
 * Without a name, providers are tried from the highest priority down, and the first time in a
 * process that one had to be passed over, a line is logged with the reason ({@code System.Logger}
 * {@code weft.policy}). Loops that are another operating system's are not worth a word there.
 *
 * <p>May be subclassed, as {@code DefaultEventLoopPolicy} is in asyncio. Any thread.
 */
public class DefaultEventLoopPolicy extends BaseEventLoopPolicy {
    private static final AtomicBoolean FALLBACK_LOGGED = new AtomicBoolean();

    private final Supplier<@Nullable LoopRequest> request;
    private final Consumer<String> log;
    private @Nullable LoopCatalog catalog;

    /** Creates a policy that chooses among the providers on the class path and module path. */
    public DefaultEventLoopPolicy() {
        this(null, LoopRequest::ofProcess, DefaultEventLoopPolicy::logOnce);
    }

    /**
     * Creates a policy that chooses among the loops of a catalog.
     *
     * @param catalog the loops
     */
    public DefaultEventLoopPolicy(LoopCatalog catalog) {
        this(catalog, LoopRequest::ofProcess, DefaultEventLoopPolicy::logOnce);
    }

    DefaultEventLoopPolicy(
            @Nullable LoopCatalog catalog,
            Supplier<@Nullable LoopRequest> request,
            Consumer<String> log) {
        this.catalog = catalog;
        this.request = request;
        this.log = log;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the user named a loop that does not exist
     * @throws UncheckedIOException if the system refuses the named loop
     */
    @Override
    public AbstractEventLoop newEventLoop() {
        LoopRequest named = request.get();
        return named == null
                ? newBestEventLoop()
                : ProviderEventLoopPolicy.newEventLoop(catalog().provider(named));
    }

    private AbstractEventLoop newBestEventLoop() {
        List<String> passedOver = new ArrayList<>();
        List<String> elsewhere = new ArrayList<>();
        for (LoopCatalog.Found listed : catalog().candidates()) {
            LoopCatalog.Found candidate = listed.asOfNow();
            EventLoopProvider provider = candidate.provider();
            if (candidate.isOfAnotherSystem()) {
                elsewhere.add(candidate.name() + " does not work here: " + candidate.why());
                continue;
            }
            if (provider == null || !candidate.availability().usable()) {
                passedOver.add(candidate.name() + " does not work here: " + candidate.why());
                continue;
            }
            try {
                AbstractEventLoop loop = ProviderEventLoopPolicy.newEventLoop(provider);
                if (!passedOver.isEmpty()) {
                    log.accept(fallback(candidate.name(), passedOver));
                }
                return loop;
            } catch (UncheckedIOException | IllegalStateException e) {
                // It works in general and not now, as for want of descriptors or locked memory.
                passedOver.add(String.valueOf(e.getMessage()));
            }
        }
        passedOver.addAll(elsewhere);
        throw new IllegalStateException(
                passedOver.isEmpty()
                        ? "there is no event loop: add a backend of weft's, such as"
                                + " backend-select, to the class path or module path"
                        : "no event loop works here: " + String.join("; ", passedOver));
    }

    private synchronized LoopCatalog catalog() {
        if (catalog == null) {
            catalog = LoopCatalog.load();
        }
        return catalog;
    }

    private static String fallback(String chosen, List<String> passedOver) {
        return "using the " + chosen + " event loop, because " + String.join("; ", passedOver);
    }

    static void logOnce(String message) {
        if (FALLBACK_LOGGED.compareAndSet(false, true)) {
            System.getLogger("weft.policy").log(System.Logger.Level.INFO, message);
        }
    }
}
