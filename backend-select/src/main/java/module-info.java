/** The selector backend. */
module weft.select {
    requires transitive weft;
    requires weft.core;
    requires static transitive org.jspecify;

    exports weft.select;

    provides weft.spi.EventLoopProvider with
            weft.select.SelectEventLoopProvider;
}
