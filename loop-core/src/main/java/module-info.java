/** The engine behind the contract. */
module weft.core {
    requires transitive weft;
<<<<<<< HEAD
    requires static transitive org.jspecify;
=======
    requires static org.jspecify;

    exports weft.core;

    provides weft.spi.LoopEngine with
            weft.core.CoreEngine;
>>>>>>> main
}
