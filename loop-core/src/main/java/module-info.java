/** The engine behind the contract. */
module weft.core {
    requires transitive weft;
    requires static transitive org.jspecify;

    exports weft.core;

    provides weft.spi.LoopEngine with
            weft.core.CoreEngine;
}
