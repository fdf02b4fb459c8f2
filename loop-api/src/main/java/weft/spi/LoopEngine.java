package weft.spi;

import weft.AbstractEventLoop;

/**
 * Turns a {@link Backend} into an event loop. Found by {@code java.util.ServiceLoader}; {@code
 * loop-core} supplies the one there is.
 */
public interface LoopEngine {
    /**
     * Creates an event loop that owns the backend and closes it.
     *
     * @param backend a backend nobody else uses
     * @return a new loop, not running
     */
    AbstractEventLoop newEventLoop(Backend backend);
}
