package weft.testkit.trace;

import org.junit.jupiter.api.DisplayName;

import weft.spi.BackendProvider;

import java.util.Set;

/** Replays the traces that need no I/O where polls leave the callback thread. */
@DisplayName("Traces without I/O, polling on the platform thread")
final class PlatformThreadKernelTraceTest extends TraceContract {
    @Override
    protected BackendProvider provider() {
        return new IdleBackend.Provider(true);
    }

    @Override
    protected Set<String> absent() {
        return Set.of("io");
    }
}
