package weft.bench;

import java.util.List;

/**
 * The servers that take part when the command line does not name them.
 *
 * @param loops loops of this project
 * @param modes what each of them is measured in
 * @param comparedLoops loops measured in protocol mode only: in a full run the same engine over
 *     Netty's transports, which tells what our own bindings are worth
 * @param peers everything else, in a form that {@code --peers} takes
 * @param brief those of the peers that are in the first scenarios only: the ones far behind, which
 *     no slice more brings any nearer
 */
record Selection(
        List<String> loops,
        List<String> modes,
        List<String> comparedLoops,
        String peers,
        List<String> brief) {
    private static final List<String> LOOPS =
            List.of("select", "poll", "epoll", "epoll-et", "io_uring");

    private static final Selection FULL =
            new Selection(
                    LOOPS,
                    List.of("protocol", "buffered", "coroutine"),
                    List.of("netty-epoll", "netty-io_uring"),
                    "all",
                    List.of(
                            "netty-incubator",
                            "jdk-async",
                            "jdk-platform",
                            "asyncio-streams",
                            "uvloop-streams",
                            "gevent",
                            "tornado",
                            "twisted",
                            "node"));

    /** Few enough that each JVM can be warmed, also for large messages on a slow machine. */
    private static final Selection QUICK =
            new Selection(
                    List.of("epoll", "io_uring"),
                    List.of("protocol", "coroutine"),
                    List.of("select", "epoll-et"),
                    Peers.QUICK,
                    List.of());

    /** What docs/claims.md compares: the loops, threads, and the frameworks that it names. */
    private static final Selection CLAIMS =
            new Selection(
                    LOOPS,
                    List.of("protocol"),
                    List.of(),
                    "jdk-virtual,jdk-platform,asyncio,uvloop,gevent,tornado,twisted,node,go",
                    List.of());

    Selection {
        loops = List.copyOf(loops);
        modes = List.copyOf(modes);
        comparedLoops = List.copyOf(comparedLoops);
        brief = List.copyOf(brief);
    }

    /** Returns what a run has that was not told otherwise. */
    static Selection usual(boolean quick, boolean claims) {
        return claims ? CLAIMS : quick ? QUICK : FULL;
    }
}
