/** The contract of the event loop and the SPI that backends implement. */
module weft {
    requires static transitive org.jspecify;

    exports weft;
    exports weft.spi;

    uses weft.EventLoopPolicy;
    uses weft.spi.LoopEngine;
}
