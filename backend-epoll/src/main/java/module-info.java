/** The epoll and poll backends. */
module weft.epoll {
    requires transitive weft;
    requires weft.core;
    requires weft.linux;
    requires static transitive org.jspecify;

    exports weft.epoll;

    provides weft.spi.EventLoopProvider with
            weft.epoll.EpollEventLoopProvider,
            weft.epoll.EdgeTriggeredEpollEventLoopProvider,
            weft.epoll.PollEventLoopProvider;
}
