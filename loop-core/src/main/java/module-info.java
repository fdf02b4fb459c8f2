/** The engine behind the contract. */
module weft.core {
    requires transitive weft;
    requires static transitive org.jspecify;
    requires static jdk.jfr;

    exports weft.completion;
    exports weft.core;
    exports weft.readiness;

    provides weft.spi.LoopEngine with
            weft.core.CoreEngine;
}
