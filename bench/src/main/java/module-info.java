/** Benchmarks and the command line. */
module weft.bench {
    requires weft;
    requires weft.core;
    requires weft.linux;
    requires weft.select;
    requires weft.iouring;
    requires weft.epoll;
    requires weft.iocp;
    requires weft.policy;
    requires com.google.gson;
    requires com.sun.jna;
    requires info.picocli;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.io_uring;
    requires io.netty.transport.unix.common;
    requires java.desktop;
    requires java.management;
    requires java.management.rmi;
    requires jdk.attach;
    requires jmh.core;
    requires HdrHistogram;
    requires VectorGraphics2D;
    requires xchart;
    requires static transitive org.jspecify;

    provides weft.spi.EventLoopProvider with
            weft.bench.netty.NettyEpollEventLoopProvider,
            weft.bench.netty.NettyIoUringEventLoopProvider;

    opens weft.bench to
            info.picocli;
    opens weft.bench.inspect to
            info.picocli;
}
