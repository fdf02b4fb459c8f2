package weft;

import org.jspecify.annotations.Nullable;

import weft.spi.LoopEngine;
import weft.spi.Strand;

import java.util.function.Supplier;

/** Finds the engine that makes strands, which need no loop. */
final class Strands {
    private static @Nullable LoopEngine engine;

    private Strands() {}

    static Strand current() {
        return engine().currentStrand();
    }

    static Strand create(String name, Supplier<Strand> body) {
        return engine().newStrand(name, body);
    }

    /** Tells whether the calling code stands on a virtual thread rather than a platform one. */
    static boolean bottomIsVirtual() {
        Strand bottom = current().bottom();
        return bottom != null && bottom.thread().isVirtual();
    }

    private static LoopEngine engine() {
        LoopEngine known = engine;
        if (known == null) {
            known = ProviderEventLoopPolicy.engine();
            engine = known; // two threads at once find the same one twice
        }
        return known;
    }
}
