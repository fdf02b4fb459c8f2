package weft.iocp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import weft.testkit.BackendDriver;
import weft.testkit.ListenerRecorder;

import java.io.IOException;

/** Sockets that serve one connection after another, on Windows itself; see src/test/wine. */
@EnabledOnOs(OS.WINDOWS)
class IocpRecyclingTest {
    private static final int CONNECTIONS = 40;

    /** Windows uses sockets again; Wine cannot, which one DisconnectEx shows. */
    @Test
    void everyConnectionIsAsGoodAsTheFirst() throws IOException {
        IocpBackend backend = new IocpBackend(new NativeCalls());
        try (BackendDriver driver = new BackendDriver(backend)) {
            ListenerRecorder listener = driver.listen(8);
            for (int i = 0; i < CONNECTIONS; i++) {
                BackendDriver.Pair pair = driver.connect(listener);
                pair.server().endpoint().startReceive();
                pair.client().endpoint().startReceive();
                pair.client().sendAll("question");
                pair.server().pollUntilReceived(8);
                pair.server().sendAll("answer");
                pair.client().pollUntilReceived(6);
                pair.client().endpoint().shutdownOutput();
                driver.pollUntil("the client's end", pair.server()::isEnded);
                driver.close(pair.server());
                driver.pollUntil("the server's end", pair.client()::isEnded);
                assertEquals(0, pair.client().failures() + pair.server().failures());
                driver.close(pair.client());
            }
            SocketRecycler recycler = backend.recycler();
            System.out.printf(
                    "DisconnectEx: %d calls for %d connections, %d sockets used again%n",
                    recycler.disconnects(), CONNECTIONS, recycler.reuses());
            if (recycler.isAbsent()) {
                assertEquals(1, recycler.disconnects());
                assertEquals(0, recycler.reuses());
            } else {
                assertTrue(recycler.disconnects() > SpareSockets.MAXIMUM);
                assertTrue(recycler.reuses() > 0);
            }
            driver.close(listener);
            assertEquals(0, Leaks.outstandingAtLast(backend));
        }
    }
}
