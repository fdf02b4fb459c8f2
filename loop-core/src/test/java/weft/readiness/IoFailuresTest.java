package weft.readiness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.List;

class IoFailuresTest {
    @Test
    void theClassIsThatOfTheCause() {
        for (IOException cause :
                List.of(
                        new BindException("b"),
                        new ConnectException("c"),
                        new NoRouteToHostException("n"),
                        new PortUnreachableException("p"),
                        new SocketException("s"),
                        new SocketTimeoutException("t"),
                        new IOException("i"))) {
            IOException described = IoFailures.describe("do", FakeFacility.PEER, cause);
            assertSame(cause.getClass(), described.getClass());
            assertEquals(
                    "do " + FakeFacility.PEER + ": " + cause.getMessage(), described.getMessage());
            assertSame(cause, described.getCause());
        }
    }

    @Test
    void aCauseWithoutTextIsNamed() {
        assertEquals(
                "receive: the channel is closed",
                IoFailures.describe("receive", null, new ClosedChannelException()).getMessage());
        assertEquals(
                "receive: IOException",
                IoFailures.describe("receive", null, new IOException()).getMessage());
    }

    @Test
    void aLimitNamesItsRemedy() {
        assertTrue(remedy("Too many open files").endsWith("ulimit -n"));
        assertTrue(remedy("Too many open files in system").endsWith("fs.file-max"));
    }

    private static String remedy(String text) {
        return String.valueOf(
                IoFailures.describe("accept on", null, new IOException(text)).getMessage());
    }
}
