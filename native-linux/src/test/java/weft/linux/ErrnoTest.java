package weft.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;

class ErrnoTest {
    private static void assertException(
            Class<? extends IOException> type, int errno, String operation) {
        IOException exception = Errno.exception(errno, operation, "there");
        assertEquals(type, exception.getClass());
        String message = String.valueOf(exception.getMessage());
        assertTrue(message.startsWith(operation + " there: "), message);
        assertTrue(message.contains(Errno.name(errno)), message);
    }

    @Test
    void exceptionsAreTheSpecificOnesOfTheJdk() {
        assertException(ConnectException.class, Errno.ECONNREFUSED, "connect");
        assertException(ConnectException.class, Errno.ETIMEDOUT, "connect");
        assertException(PortUnreachableException.class, Errno.ECONNREFUSED, "receive");
        assertException(SocketTimeoutException.class, Errno.ETIMEDOUT, "receive");
        assertException(NoRouteToHostException.class, Errno.EHOSTUNREACH, "connect");
        assertException(NoRouteToHostException.class, Errno.ENETUNREACH, "connect");
        assertException(BindException.class, Errno.EADDRINUSE, "bind");
        assertException(BindException.class, Errno.EADDRNOTAVAIL, "bind");
        assertException(BindException.class, Errno.EACCES, "bind");
        assertException(SocketException.class, Errno.ECONNRESET, "receive");
        assertException(SocketException.class, Errno.EPIPE, "send");
        assertException(IOException.class, Errno.EIO, "read");
        assertException(IOException.class, 133, "read");
    }

    @Test
    void messageNamesOperationAddressAndError() {
        InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 80);
        assertEquals(
                "connect /10.0.0.1:80: Connection refused (ECONNREFUSED)",
                Errno.message(Errno.ECONNREFUSED, "connect", address));
        assertEquals("read: Input/output error (EIO)", Errno.message(Errno.EIO, "read", null));
    }

    @Test
    void exhaustedLimitsNameTheRemedy() {
        assertTrue(Errno.message(Errno.EMFILE, "accept", null).contains("ulimit -n"));
        assertTrue(Errno.message(Errno.ENFILE, "accept", null).contains("fs.file-max"));
        assertTrue(Errno.message(Errno.ENOMEM, "setup", null).contains("ulimit -l"));
        for (int errno : new int[] {Errno.EMFILE, Errno.ENFILE, Errno.ENOBUFS, Errno.ENOMEM}) {
            assertTrue(Errno.isExhaustion(errno));
        }
        assertFalse(Errno.isExhaustion(Errno.ECONNRESET));
    }
}
