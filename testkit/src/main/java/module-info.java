/** Test support for backends and for users. */
module weft.testkit {
    requires transitive weft;
    requires weft.core;
    requires transitive org.junit.jupiter.api;
    requires static org.jspecify;

    exports weft.testkit;
    exports weft.testkit.simulation;

    provides weft.spi.EventLoopProvider with
            weft.testkit.simulation.SimulatedEventLoopProvider;
}
