package weft.bench.peers;

import java.net.InetSocketAddress;

/** What every peer program does the same way. */
final class PeerProcess {
    private PeerProcess() {}

    /** Says where the server listens, in the words that the harness waits for, and ends with 0. */
    static void announce(InetSocketAddress address) {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().unstarted(() -> Runtime.getRuntime().halt(0)));
        System.out.println(
                "listening on " + address.getAddress().getHostAddress() + ":" + address.getPort());
        System.out.flush();
    }
}
