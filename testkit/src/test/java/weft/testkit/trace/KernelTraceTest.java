package weft.testkit.trace;

import org.junit.jupiter.api.DisplayName;

import weft.spi.BackendProvider;

import java.util.Set;

/** Replays the traces that need no I/O on the engine's kernel alone. */
@DisplayName("Traces without I/O, polling on the callback thread")
final class KernelTraceTest extends TraceContract {
    @Override
    protected BackendProvider provider() {
        return new IdleBackend.Provider(false);
    }

    @Override
    protected Set<String> absent() {
        return Set.of("io");
    }
}
