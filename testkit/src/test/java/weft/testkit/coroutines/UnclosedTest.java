package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import weft.AbstractEventLoop;
import weft.Connection;
import weft.Protocol;
import weft.Server;
import weft.testkit.LeakCheck;

import java.net.InetSocketAddress;
import java.util.List;

/** What debug mode says of loops and transports that are collected without having been closed. */
@ExtendWith(LeakCheck.class)
class UnclosedTest {
    @RegisterExtension final CapturedLog logged = new CapturedLog();

    @Test
    void loopThatIsCollectedIsNamed() {
        abandonLoop();
        collectUntilTold("unclosed event loop <weft simulated");
    }

    @Test
    void transportThatIsCollectedIsNamed() {
        abandonConnection(true);
        collectUntilTold("unclosed transport <StreamTransport");
    }

    @Test
    void whatWasClosedIsNotNamed() {
        abandonConnection(false);
        abandonLoop();
        collectUntilTold("unclosed event loop");
        assertEquals(List.of(), logged.about("unclosed transport"));
    }

    private void collectUntilTold(String beginning) {
        while (logged.about(beginning).isEmpty()) {
            System.gc();
            Thread.onSpinWait();
        }
        assertTrue(logged.about(beginning).get(0).startsWith(beginning));
    }

    private static void abandonLoop() {
        AbstractEventLoop loop = SimulatedLoops.newLoop();
        loop.setDebug(true);
        loop.callSoon(loop::stop);
        loop.runForever();
    }

    private static void abandonConnection(boolean open) {
        try (AbstractEventLoop loop = SimulatedLoops.newLoop()) {
            loop.setDebug(true);
            loop.runUntilComplete(
                    () -> {
                        Server server = loop.createServer(Silent::new, "127.0.0.1", 0);
                        int port = ((InetSocketAddress) server.sockets().get(0)).getPort();
                        Connection<Silent> client =
                                loop.createConnection(Silent::new, "127.0.0.1", port);
                        CoroutineFixture.turns(5);
                        if (!open) {
                            client.transport().close();
                            server.close();
                            server.waitClosed();
                        }
                        return null;
                    });
        }
    }

    private static final class Silent implements Protocol {}
}
