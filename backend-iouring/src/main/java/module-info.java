/** The io_uring backend. */
module weft.iouring {
    requires transitive weft;
    requires weft.core;
    requires weft.linux;
    requires static transitive org.jspecify;

    exports weft.iouring;

    provides weft.spi.EventLoopProvider with
            weft.iouring.IoUringEventLoopProvider;
}
