package weft.spi;

import weft.AbstractEventLoop;

import java.util.function.Supplier;

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

    /**
     * Returns the strand that runs the calling code. Any thread.
     *
     * @return the strand, always the same for the same stack
     * @throws IllegalStateException if the JVM was started without the flag that coroutines need;
     *     the message has the flag
     */
    default Strand currentStrand() {
        throw new UnsupportedOperationException(getClass().getName() + " has no strands");
    }

    /**
     * Makes a strand that begins when somebody switches to it.
     *
     * @param name the name of its thread
     * @param body what it runs; must not throw; returns the strand to hand control to at the end
     * @return a new strand
     * @throws IllegalStateException if the JVM was started without the flag that coroutines need;
     *     the message has the flag
     */
    default Strand newStrand(String name, Supplier<Strand> body) {
        throw new UnsupportedOperationException(getClass().getName() + " has no strands");
    }
}
