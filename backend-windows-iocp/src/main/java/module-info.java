/** The backend over Windows I/O completion ports. */
module weft.iocp {
    requires transitive weft;
    requires weft.core;
    requires static transitive org.jspecify;

    exports weft.iocp;

    provides weft.spi.EventLoopProvider with
            weft.iocp.IocpEventLoopProvider;
}
