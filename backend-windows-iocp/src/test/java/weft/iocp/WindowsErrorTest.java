package weft.iocp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** The table of error codes. */
class WindowsErrorTest {
    @ParameterizedTest
    @CsvSource({
        "64,    receive from, java.net.SocketException,          reset",
        "995,   receive from, java.net.SocketException,          aborted",
        "1225,  connect,      java.net.ConnectException,         refused",
        "1231,  connect,      java.net.NoRouteToHostException,   unreachable",
        "1232,  connect,      java.net.NoRouteToHostException,   No route",
        "1234,  receive from, java.net.PortUnreachableException, unreachable",
        "1236,  receive from, java.net.SocketException,          aborted",
        "10013, bind,         java.net.BindException,            denied",
        "10013, connect,      java.net.SocketException,          denied",
        "10024, socket,       weft.spi.ResourceShortageException, Too many open files",
        "10048, bind,         java.net.BindException,            in use",
        "10049, bind,         java.net.BindException,            Cannot assign",
        "10054, receive from, java.net.SocketException,          reset",
        "10055, socket,       weft.spi.ResourceShortageException, No buffer space",
        "10058, send to,      java.net.SocketException,          Broken pipe",
        "10060, connect,      java.net.ConnectException,         timed out",
        "10060, send to,      java.net.SocketTimeoutException,   timed out",
        "121,   connect,      java.net.ConnectException,         timed out",
        "10061, connect,      java.net.ConnectException,         refused",
        "10065, connect,      java.net.NoRouteToHostException,   No route",
        "1450,  accept on,    weft.spi.ResourceShortageException, memory",
        "12345, connect,      java.io.IOException,               error 12345"
    })
    void codesBecomeTheExceptionsOfTheJdk(int code, String operation, Class<?> type, String text) {
        IOException failure = WindowsError.exception(code, operation, "10.1.2.3:80");
        assertSame(type, failure.getClass(), failure::toString);
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.startsWith(operation + " 10.1.2.3:80: "), message);
        assertTrue(message.contains(text), message);
    }

    /** Both families of codes say the same in the same words, on which callers may rely. */
    @Test
    void bothFamiliesAgree() {
        assertSameText(1225, 10061, ConnectException.class);
        assertSameText(64, 10054, SocketException.class);
        assertSameText(1236, 10053, SocketException.class);
        assertSameText(1227, 10048, BindException.class);
    }

    private static void assertSameText(int win32, int winsock, Class<?> type) {
        IOException one = WindowsError.exception(win32, "x", null);
        IOException other = WindowsError.exception(winsock, "x", null);
        assertSame(type, one.getClass());
        assertSame(type, other.getClass());
        assertEquals(
                String.valueOf(one.getMessage()).replace(WindowsError.name(win32), "?"),
                String.valueOf(other.getMessage()).replace(WindowsError.name(winsock), "?"));
    }

    @Test
    void limitsComeWithTheirRemedy() {
        String message =
                String.valueOf(WindowsError.exception(10055, "connect", null).getMessage());
        assertTrue(message.contains("dynamicportrange"), message);
        assertTrue(
                WindowsError.exception(10060, "receive from", null)
                        instanceof SocketTimeoutException);
    }

    @ParameterizedTest
    @ValueSource(ints = {995, 676})
    void cancellationHasSeveralCodes(int code) {
        assertTrue(WindowsError.isCancelled(code));
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 1236, 10053, 10054, 10057})
    void lostConnectionsConcernNobodyElse(int code) {
        assertTrue(WindowsError.isLostConnection(code));
        assertFalse(WindowsError.isCancelled(code));
    }

    @Test
    void shortagesAreNoLostConnections() {
        assertFalse(WindowsError.isLostConnection(WindowsError.WSAEMFILE));
        assertFalse(WindowsError.isLostConnection(WindowsError.WSAENOBUFS));
    }
}
