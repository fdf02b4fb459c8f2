package weft.spi;

import java.io.IOException;
import weft.AbstractEventLoop;

/** Supplies a whole event loop of its own, with no use of the engine. */
public non-sealed interface LoopProvider extends EventLoopProvider {
    /**
     * Creates an event loop.
     *
     * @return a new loop, not running
     * @throws IOException if the system refuses, with reason and remedy
     */
    AbstractEventLoop newEventLoop() throws IOException;
}
