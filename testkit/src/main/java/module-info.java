/** Test support for backends and for users. */
module weft.testkit {
    requires transitive weft;
    requires weft.core;
    requires transitive org.junit.jupiter.api;
    requires com.google.gson;
    requires jdk.management;
    requires static transitive org.jspecify;

    exports weft.testkit;
    exports weft.testkit.coroutines;
    exports weft.testkit.simulation;
    exports weft.testkit.trace;

    provides weft.spi.EventLoopProvider with
            weft.testkit.simulation.SimulatedEventLoopProvider;
}
