package weft.select;

import weft.spi.BackendProvider;
import weft.testkit.trace.TraceContract;

/** Replays the recorded traces over the selector. */
final class SelectTraceTest extends TraceContract {
    @Override
    protected BackendProvider provider() {
        return new SelectEventLoopProvider();
    }
}
