package weft.core;

import weft.AbstractEventLoop;
import weft.spi.Backend;
import weft.spi.LoopEngine;
import weft.spi.Strand;

import java.util.function.Supplier;

/** Makes event loops out of backends. Found by {@code ServiceLoader}. */
public final class CoreEngine implements LoopEngine {
    /** Creates the engine. */
    public CoreEngine() {}

    @Override
    public AbstractEventLoop newEventLoop(Backend backend) {
        return new CoreEventLoop(backend);
    }

    @Override
    public Strand currentStrand() {
        return Strands.current();
    }

    @Override
    public Strand newStrand(String name, Supplier<Strand> body) {
        return new StrandThread(name, body);
    }

    /**
     * Returns what keeps coroutines from working in this process.
     *
     * @return one line with the JVM flag to add, or null if they work
     */
    public static @org.jspecify.annotations.Nullable String coroutineProblem() {
        return VirtualThreads.problem();
    }
}
