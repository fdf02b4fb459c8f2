/** The engine behind the contract. */
module weft.core {
    requires transitive weft;
    requires static org.jspecify;

    exports weft.core;

    provides weft.spi.LoopEngine with
            weft.core.CoreEngine;
}
