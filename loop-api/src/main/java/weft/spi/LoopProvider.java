package weft.spi;

import weft.AbstractEventLoop;

import java.io.IOException;

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
